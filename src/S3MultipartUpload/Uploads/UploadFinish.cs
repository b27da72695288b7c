using Amazon.S3;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Makes an object of the parts of a run: when they are right, and once more when wrong ones have been sent again.</summary>
internal sealed class UploadFinish(UploadCompleter completer, PartRepair repair)
{
    /// <param name="upload">The upload, all parts of which are stored.</param>
    /// <param name="source">Where the parts came from.</param>
    /// <param name="ledger">The parts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoreOutcome> CompleteAsync(
        OpenUpload upload, IPartSource source, UploadLedger ledger, CancellationToken cancellationToken)
    {
        await repair.CheckAsync(upload, source, ledger, cancellationToken).ConfigureAwait(false);
        StoreOutcome first = await completer.CompleteAsync(upload, ledger.ToManifest(upload), cancellationToken).ConfigureAwait(false);
        if (first.Error is not AmazonS3Exception { ErrorCode: "InvalidPart" } refusal)
        {
            return first;
        }

        try
        {
            if (!await repair.TryRepairAsync(upload, source, ledger, refusal, cancellationToken).ConfigureAwait(false))
            {
                return first;
            }
        }
        catch (Exception error)
        {
            return first.FailedWith(error);
        }

        StoreOutcome second = await completer.CompleteAsync(upload, ledger.ToManifest(upload), cancellationToken).ConfigureAwait(false);
        return second is StoreOutcome.NotStored failed ? first.FailedWith(failed.Cause) : second;
    }
}
