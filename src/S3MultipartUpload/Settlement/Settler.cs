using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Settlement;

/// <summary>
/// Finds out what has become of an upload that did not simply succeed, and removes what is left of it; under deadlines of its own, for
/// the caller's token may be cancelled by then. Never throws, so that the error which led here stays the one that the caller sees.
/// </summary>
/// <param name="objects">Looks at objects.</param>
/// <param name="removal">Aborts uploads.</param>
/// <param name="calls">
/// Repeats requests. Never by the application's pipeline: what cleans up must not stand before a circuit that the failure has opened.
/// </param>
/// <param name="deadline">Bounds each request and its repetitions.</param>
internal sealed class Settler(ObjectGateway objects, UploadRemoval removal, StoreCalls calls, Deadline deadline)
{
    /// <param name="outcome">How the attempt to store the object has ended.</param>
    /// <param name="target">The object.</param>
    /// <param name="open">The multipart upload, if one was opened and the store still has it.</param>
    /// <param name="keep">Whether that stays open, to be resumed.</param>
    /// <returns>The object, if it is stored; or what is left, and the error that led here.</returns>
    public async Task<SettledUpload> SettleAsync(StoreOutcome outcome, ObjectSettings target, OpenUpload? open, bool keep)
    {
        switch (outcome)
        {
            case StoreOutcome.Stored stored:
                return SettledUpload.Success(stored.Object, stored.Parts);
            case StoreOutcome.Damaged damaged:
                return SettledUpload.Failure(FailedUploadState.Suspect, damaged.Cause);
            case StoreOutcome.NotStored failed:
                (FailedUploadState state, _) = await ExecuteAsync(target, proof: null, open, keep).ConfigureAwait(false);
                return SettledUpload.Failure(state, failed.Cause);
            case StoreOutcome.Unclear unclear:
                (state, StoredObject? found) = await ExecuteAsync(target, unclear.Proof, open, keep).ConfigureAwait(false);
                return found is { IsDamaged: false }
                    ? SettledUpload.Success(found, unclear.Parts)
                    : SettledUpload.Failure(state, unclear.Cause);
            default:
                throw new InvalidOperationException($"{outcome} is no outcome.");
        }
    }

    /// <summary>Aborts an upload.</summary>
    /// <returns>Why it could not be aborted; null where it was.</returns>
    public async Task<Exception?> TryAbortAsync(UploadAddress upload)
    {
        try
        {
            using CancellationTokenSource end = deadline.Start();
            await removal.ExecuteAsync(upload, end.Token).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, it must not hide the error that led here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.AbortFailed(calls.Logger, upload.UploadId, failure);
            return failure;
        }
    }

    private async Task<(FailedUploadState State, StoredObject? Found)> ExecuteAsync(
        ObjectSettings target, ObjectProof? proof, OpenUpload? open, bool keep)
    {
        StoredObject? found = null;
        var known = new Settlement(MayBeStored: proof is not null, IsOpen: open is not null, keep);
        while (true)
        {
            switch (known.Next)
            {
                case SettlementStep.Look when proof is not null:
                    (Sight sight, found) = await LookAsync(target, proof, open?.UploadId).ConfigureAwait(false);
                    known = known.Seen(sight);
                    break;
                case SettlementStep.Abort when open is not null:
                    known = known with { IsAborted = await TryAbortAsync(open.Address).ConfigureAwait(false) is null };
                    break;
                default:
                    return (known.State, found);
            }
        }
    }

    private async Task<(Sight Sight, StoredObject? Found)> LookAsync(ObjectSettings target, ObjectProof proof, string? uploadId)
    {
        try
        {
            using CancellationTokenSource end = deadline.Start();
            StoredObject? found = await calls.ExecuteAsync(
                "HeadObject", token => objects.FindAsync(target, proof, versionId: null, token), end.Token).ConfigureAwait(false);
            return (found is null ? Sight.Absent : found.IsDamaged ? Sight.Damaged : Sight.Stored, found);
        }
#pragma warning disable CA1031 // Whatever it is, it must not hide the error that led here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.OutcomeUnknown(calls.Logger, uploadId, failure);
            return (Sight.Inconclusive, null);
        }
    }
}
