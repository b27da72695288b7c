namespace S3MultipartUpload.Testing;

internal sealed class ResetEffect : FaultEffect
{
    internal override ValueTask BeforeAsync(S3Exchange exchange) => throw new ConnectionCutException();
}
