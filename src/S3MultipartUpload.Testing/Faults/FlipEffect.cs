namespace S3MultipartUpload.Testing;

internal sealed class FlipEffect(long offset) : FaultEffect
{
    internal override ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange)
    {
        exchange.Body = new FlippingStream(exchange.Body, offset);
        return base.BeforeAsync(exchange);
    }

    internal override ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply) =>
        new(exchange.Operation == S3Operation.GetObject ? reply with { Through = body => new FlippingStream(body, offset) } : reply);
}
