namespace S3MultipartUpload.Testing;

internal sealed class DropReplyEffect : FaultEffect
{
    internal override ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply) => throw new ConnectionCutException(reset: true);
}
