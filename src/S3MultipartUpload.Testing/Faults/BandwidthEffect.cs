namespace S3MultipartUpload.Testing;

internal sealed class BandwidthEffect(long bytesPerSecond) : FaultEffect
{
    internal override ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange)
    {
        exchange.Body = new ThrottledStream(exchange.Body, bytesPerSecond, exchange.Time);
        return base.BeforeAsync(exchange);
    }

    internal override ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply) =>
        new(reply with { Through = body => new ThrottledStream(body, bytesPerSecond, exchange.Time) });
}
