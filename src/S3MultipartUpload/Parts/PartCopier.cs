using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Parts;

/// <summary>Has the store copy one part, as often as the pipeline says. A part that was copied twice is the same part.</summary>
/// <param name="gateway">The store.</param>
/// <param name="calls">The pipeline.</param>
/// <param name="budget">How many parts may be in flight, over all uploads.</param>
internal sealed class PartCopier(CopyGateway gateway, StoreCalls calls, PartBudget budget)
{
    public async Task<UploadedPart> CopyAsync(
        PartRange part, CopiedRange from, OpenUpload upload, IAttemptObserver observer, CancellationToken cancellationToken)
    {
        using var call = new StoreCall(calls, "UploadPartCopy", part.PartNumber);
        UploadedPart copied = await call.ExecuteAsync(
            async token =>
            {
                if (call.Attempts > 1)
                {
                    observer.OnRetry();
                }

                return await budget.Line.RunPartAsync(
                    observer.Share, () => call.RequestAsync(() => AttemptAsync(token)), token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        Telemetry.OnPart(copied.Size, "copied");
        return copied;

        Task<UploadedPart> AttemptAsync(CancellationToken token) => AttemptWatch.RunAsync(
            calls.Patience,
            Wait.Processing,
            $"Copying part {part.PartNumber:N0}",
            watch =>
            {
                observer.OnAttempt(new PartAttempt(part, Stream.Null, checksum: default));
                return gateway.CopyPartAsync(upload, part, from, watch.Token);
            },
            token);
    }
}
