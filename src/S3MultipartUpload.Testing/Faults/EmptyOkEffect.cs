namespace S3MultipartUpload.Testing;

internal sealed class EmptyOkEffect(bool done) : FaultEffect
{
    internal override ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange) => new(done ? null : new S3Reply(200));

    internal override ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply) => new(new S3Reply(200));
}
