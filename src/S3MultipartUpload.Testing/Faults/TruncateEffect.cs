namespace S3MultipartUpload.Testing;

internal sealed class TruncateEffect(long bytes) : FaultEffect
{
    internal override ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply) =>
        new(reply with { Through = body => new FirstBytesStream(body, bytes) });
}
