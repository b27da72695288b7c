namespace S3MultipartUpload.Testing;

internal sealed class DisconnectEffect(bool reset, long bodyBytes) : FaultEffect
{
    internal override async ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange)
    {
        await exchange.SkipBodyAsync(bodyBytes).ConfigureAwait(false);
        throw new ConnectionCutException(reset);
    }
}
