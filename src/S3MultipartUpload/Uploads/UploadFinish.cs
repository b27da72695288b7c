using Amazon.S3;
using S3MultipartUpload.Integrity;
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
        if (source is ICopiedSource copied)
        {
            await copied.RequireUnchangedAsync(cancellationToken).ConfigureAwait(false);
            RequireChecksum(copied.Checksum, upload.Record.ChecksumAlgorithm, ledger.Parts);
        }

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

    /// <summary>What the store knows of the objects that were copied is compared with what it says of the parts, if it does.</summary>
    private static void RequireChecksum(ObjectChecksum? expected, PartChecksumAlgorithm algorithm, IReadOnlyList<UploadedPart> parts)
    {
        if (expected is not null
            && ObjectDigest.OfParts(algorithm, parts, expected.Type) is { } actual
            && actual != expected)
        {
            throw new IntegrityException(
                $"The copied parts have the checksum {actual.Value}, but the objects that they were copied from have {expected.Value} " +
                $"({expected.Algorithm}); the object is not stored. Copy it again, and tell the provider of the store.");
        }
    }
}
