namespace S3MultipartUpload.Testing;

internal sealed class DelayEffect(TimeSpan before, TimeSpan after) : FaultEffect
{
    internal override async ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange)
    {
        await Task.Delay(before, exchange.Time, exchange.Aborted).ConfigureAwait(false);
        return null;
    }

    internal override async ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply)
    {
        await Task.Delay(after, exchange.Time, exchange.Aborted).ConfigureAwait(false);
        return reply;
    }
}
