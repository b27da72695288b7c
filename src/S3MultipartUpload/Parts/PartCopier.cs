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
        int attempts = 0;
        return await calls.Pipeline.ExecuteAsync(
            async token =>
            {
                if (attempts++ > 0)
                {
                    observer.OnRetry();
                }

                try
                {
                    return await budget.InTurnAsync(() => AttemptAsync(token), token).ConfigureAwait(false);
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    Log.AttemptFailed(calls.Logger, part.PartNumber, attempts, failure);
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);

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
