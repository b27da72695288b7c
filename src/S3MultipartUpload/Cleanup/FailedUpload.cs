using Polly;

namespace S3MultipartUpload;

/// <summary>
/// Finds out what has become of an upload that failed, and removes what is left of it; under deadlines of its own, for the caller's
/// token may be cancelled by then. Never throws, so that the error which led here stays the one that the caller sees.
/// </summary>
internal sealed class FailedUpload(UploadServices services, ObjectSettings target)
{
    private const int AbortRounds = 3;

    private readonly ResiliencePipeline _pipeline = PartPipeline.BuiltIn(services.Options, services.Time);

    /// <param name="proof">What tells that the object under the key is this upload's.</param>
    /// <param name="uploadId">The multipart upload, if one was opened and the store still has it.</param>
    /// <param name="mayBeStored">
    /// The request that stores the object was sent, and whether the store carried it out is not known. Then the object is looked at
    /// before anything is aborted, and once more after the abort, when nothing can change any more.
    /// </param>
    /// <param name="keep">Whether the multipart upload stays open, to be resumed.</param>
    /// <returns>What is left; or the object, if it is stored after all.</returns>
    public async Task<(FailedUploadState State, StoredObject? Stored)> SettleAsync(
        ObjectProof proof, string? uploadId, bool mayBeStored, bool keep)
    {
        try
        {
            StoredObject? stored = mayBeStored ? await FindAsync(proof).ConfigureAwait(false) : null;
            if (stored is not null || uploadId is null)
            {
                return (FailedUploadState.None, stored);
            }

            if (keep)
            {
                return (FailedUploadState.Kept, null);
            }

            if (await TryAbortAsync(uploadId).ConfigureAwait(false) is not null)
            {
                return (FailedUploadState.AbortFailed, null);
            }

            stored = mayBeStored ? await FindAsync(proof).ConfigureAwait(false) : null;
            return (FailedUploadState.Aborted, stored);
        }
        catch (IntegrityException)
        {
            return (FailedUploadState.Suspect, null);
        }
#pragma warning disable CA1031 // Whatever it is, it must not hide the error that led here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.OutcomeUnknown(services.Logger, uploadId, failure);
            return (keep ? FailedUploadState.Kept : FailedUploadState.Unknown, null);
        }
    }

    /// <summary>Aborts until the store no longer knows the upload: a part that arrives late can keep it alive.</summary>
    /// <returns>Why it could not be aborted; null where it was.</returns>
    public async Task<Exception?> TryAbortAsync(string uploadId)
    {
        try
        {
            for (int round = 0; round < AbortRounds; round++)
            {
                bool exists = await WithinDeadlineAsync(async cancellationToken =>
                {
                    await services.Gateway.AbortAsync(target, uploadId, cancellationToken).ConfigureAwait(false);
                    return await services.Gateway.ExistsAsync(target, uploadId, cancellationToken).ConfigureAwait(false);
                }).ConfigureAwait(false);
                if (!exists)
                {
                    return null;
                }
            }

            return new InvalidOperationException("The store still has the upload, though it has confirmed that it aborted it.");
        }
#pragma warning disable CA1031 // Whatever it is, it must not hide the error that led here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.AbortFailed(services.Logger, uploadId, failure);
            return failure;
        }
    }

    private async Task<StoredObject?> FindAsync(ObjectProof proof) => (await WithinDeadlineAsync(
        cancellationToken => services.Objects.FindAsync(target, proof, versionId: null, cancellationToken)).ConfigureAwait(false))?.Proven();

    private async Task<T> WithinDeadlineAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        using var deadline = new CancellationTokenSource(services.Options.AbortTimeout, services.Time);
        return await _pipeline.ExecuteAsync(async token => await call(token).ConfigureAwait(false), deadline.Token).ConfigureAwait(false);
    }
}
