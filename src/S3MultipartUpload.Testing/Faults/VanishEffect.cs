namespace S3MultipartUpload.Testing;

internal sealed class VanishEffect : FaultEffect
{
    internal override ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange)
    {
        exchange.UploadVanishes = true;
        return base.BeforeAsync(exchange);
    }
}
