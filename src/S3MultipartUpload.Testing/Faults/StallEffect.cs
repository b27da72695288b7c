namespace S3MultipartUpload.Testing;

internal sealed class StallEffect(long bodyBytes) : FaultEffect
{
    internal override async ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange)
    {
        await exchange.SkipBodyAsync(bodyBytes).ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Time, exchange.Aborted).ConfigureAwait(false);
        return null;
    }
}
