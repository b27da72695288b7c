using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Settlement;

/// <summary>
/// Finds out what has become of an upload that did not simply succeed, and removes what is left of it. Never throws, so that the error
/// which led here stays the one that the caller sees.
/// </summary>
/// <param name="objects">Looks at objects.</param>
/// <param name="removal">Aborts uploads.</param>
/// <param name="calls">
/// Repeats requests. Never by the application's pipeline: what cleans up must not stand before a circuit that the failure has opened.
/// </param>
/// <param name="deadline">That of the cleaning up; a look takes half of it at most, so that an abort is tried in any case.</param>
internal sealed class Settler(ObjectGateway objects, UploadRemoval removal, StoreCalls calls, Deadline deadline)
{
    /// <param name="outcome">How the attempt to store the object has ended.</param>
    /// <param name="target">The object.</param>
    /// <param name="upload">The multipart upload, if one was opened and was not completed by this outcome.</param>
    /// <param name="keep">Whether that stays open, to be resumed.</param>
    /// <param name="end">Ends the cleaning up; not the caller's token, which may be cancelled by now.</param>
    /// <returns>The object, if it is stored; or what is left, and the error that led here.</returns>
    public async Task<SettledUpload> SettleAsync(
        StoreOutcome outcome, ObjectSettings target, OpenUpload? upload, bool keep, CancellationToken end)
    {
        bool isGone = upload is not null && outcome.Error is { } error
            && (error is UnseenObjectException || UploadFailure.CauseOf(error) is UploadNotFoundException);
        var known = new Settlement(IsOpen: upload is not null && !(isGone && keep), Keep: keep, MayBeStored: isGone);
        return outcome switch
        {
            StoreOutcome.Stored stored => SettledUpload.Success(stored.Object, stored.Parts),
            StoreOutcome.Damaged damaged => SettledUpload.Failure(FailedUploadState.Suspect, damaged.Cause),
            StoreOutcome.NotStored failed => await SettleNotStoredAsync(failed.Cause).ConfigureAwait(false),
            StoreOutcome.Unclear unclear => await SettleUnclearAsync(unclear).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"{outcome} is no outcome."),
        };

        async Task<SettledUpload> SettleNotStoredAsync(Exception cause)
        {
            // Where the upload is gone, somebody may have completed it, with whatever parts.
            (FailedUploadState state, StoredObject? found, _) =
                await ExecuteAsync(known, target, isGone ? upload?.Proof : null, upload, end).ConfigureAwait(false);
            return found is null ? SettledUpload.Failure(state, cause) : SettledUpload.CompletedElsewhere(found, cause);
        }

        async Task<SettledUpload> SettleUnclearAsync(StoreOutcome.Unclear unclear)
        {
            (FailedUploadState state, StoredObject? found, bool wasGone) = await ExecuteAsync(
                known with { MayBeStored = true }, target, unclear.Proof, upload, end).ConfigureAwait(false);
            if (found is { IsDamaged: false })
            {
                return SettledUpload.Success(found, unclear.Parts);
            }

            SettledUpload settled = isGone && state == FailedUploadState.None
                ? await SettleNotStoredAsync(unclear.Cause).ConfigureAwait(false)
                : SettledUpload.Failure(state, unclear.Cause);

            // The upload is gone, as after a request that was carried out: the object may have been replaced since.
            return !unclear.IsRefused && (isGone || wasGone)
                && settled.State is FailedUploadState.None or FailedUploadState.Aborted
                ? SettledUpload.Failure(FailedUploadState.Unknown, unclear.Cause)
                : settled;
        }
    }

    /// <summary>Aborts an upload.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="end">Ends the cleaning up.</param>
    /// <param name="canceled">Ends it too, where the caller may give up: that is nothing to warn of.</param>
    /// <returns>Whether the store had it, and why it could not be aborted; null where it was, or was gone.</returns>
    public async Task<(bool WasThere, Exception? Failure)> TryAbortAsync(
        UploadAddress upload, CancellationToken end, CancellationToken canceled = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(end, canceled);
            return (await removal.ExecuteAsync(upload, either.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException givenUp) when (canceled.IsCancellationRequested)
        {
            return (true, givenUp);
        }
        catch (OperationCanceledException late) when (end.IsCancellationRequested)
        {
            var failure = new TimeoutException($"The store has not done it within {deadline.After} " +
                $"({nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.AbortTimeout)}).", late);
            Log.AbortFailed(calls.Logger, upload.UploadId, failure);
            return (true, failure);
        }
#pragma warning disable CA1031 // Whatever it is, it must not hide the error that led here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.AbortFailed(calls.Logger, upload.UploadId, failure);
            return (true, failure);
        }
    }

    private async Task<(FailedUploadState State, StoredObject? Found, bool WasGone)> ExecuteAsync(
        Settlement known, ObjectSettings target, ObjectProof? proof, OpenUpload? upload, CancellationToken end)
    {
        StoredObject? found = null;
        bool wasGone = false;
        while (true)
        {
            switch (known.Next)
            {
                case SettlementStep.Look when proof is not null:
                    (Sight sight, found) = await LookAsync(target, proof, upload?.UploadId, end).ConfigureAwait(false);
                    known = known.Seen(sight);
                    break;
                case SettlementStep.Abort when upload is not null:
                    (bool wasThere, Exception? failure) = await TryAbortAsync(upload.Address, end).ConfigureAwait(false);
                    wasGone = !wasThere;
                    known = known with { IsAborted = failure is null };
                    break;
                default:
                    return (known.State, found, wasGone);
            }
        }
    }

    private async Task<(Sight Sight, StoredObject? Found)> LookAsync(
        ObjectSettings target, ObjectProof proof, string? uploadId, CancellationToken end)
    {
        try
        {
            using CancellationTokenSource half = (deadline with { After = deadline.After / 2 }).Start();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(end, half.Token);
            StoredObject? found = await calls.ExecuteAsync(
                "HeadObject", token => objects.FindAsync(target, proof, versionId: null, token), either.Token).ConfigureAwait(false);
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
