using Microsoft.Extensions.Logging;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sweeping;

/// <summary>Goes through the buckets once, one after the other.</summary>
/// <param name="options">Where, and how old.</param>
/// <param name="checkpointStores">All that are known.</param>
/// <param name="logger">Where to tell of it.</param>
internal sealed class Sweep(IncompleteUploadSweeperOptions options, IReadOnlyList<ICheckpointStore> checkpointStores, ILogger logger)
{
    /// <summary>A bucket that fails is told of, and tried again by the next sweep.</summary>
    public async Task RunAsync(IIncompleteUploads uploads, CancellationToken cancellationToken)
    {
        foreach (IncompleteUploadQuery query in options.Queries)
        {
            try
            {
                await RunAsync(uploads, query, cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever happens in one bucket, the others are swept.
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                SweepLog.SweepFailed(logger, query.BucketName, failure);
            }
        }
    }

    /// <summary>
    /// Where the checkpoints cannot be read, all of them, nothing is swept: an upload that is to be resumed might be among those.
    /// </summary>
    private async Task RunAsync(IIncompleteUploads uploads, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        HashSet<string> kept = [];
        foreach (ICheckpointStore store in checkpointStores)
        {
            await foreach (CheckpointEntry entry in store.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (entry.BucketName == query.BucketName)
                {
                    kept.Add(entry.Key);
                }
            }
        }

        int aborted = 0;
        int left = 0;
        IncompleteUploadQuery stale = query with
        {
            OlderThan = query.OlderThan ?? options.MinimumAge,
            Filter = upload => !kept.Contains(upload.Key) && !LiveUploads.Has(upload.UploadId) && query.Filter?.Invoke(upload) != false,
        };
        await foreach (AbortResult result in uploads.AbortAsync(stale, dryRun: false, cancellationToken).ConfigureAwait(false))
        {
            bool isGone = result.Outcome is AbortOutcome.Aborted or AbortOutcome.AlreadyGone;
            aborted += isGone ? 1 : 0;
            left += isGone ? 0 : 1;
        }

        SweepLog.SweepEnded(logger, query.BucketName, aborted, left);
    }
}
