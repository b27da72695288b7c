namespace S3MultipartUpload.Testing;

internal sealed class LagEffect(int parts) : FaultEffect
{
    internal override ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange)
    {
        exchange.PartsNotListedYet = parts;
        return base.BeforeAsync(exchange);
    }
}
