using Microsoft.Extensions.Logging;
using Polly;

namespace S3MultipartUpload;

/// <summary>
/// Finds out what has become of an upload that failed, and removes what is left of it; under deadlines of its own, for the caller's
/// token may be cancelled by then. Never throws, so that the error which led here stays the one that the caller sees.
/// </summary>
internal sealed class FailedUpload(
    S3Gateway gateway, S3MultipartUploadOptions options, TimeProvider time, ILogger logger)
{
    private const int AbortRounds = 3;

    private readonly ResiliencePipeline _pipeline = PartPipeline.BuiltIn(options, time);

    /// <param name="request">The request.</param>
    /// <param name="token">The upload's mark on its object.</param>
    /// <param name="size">The size of the whole object.</param>
    /// <param name="uploadId">The multipart upload, if one was opened.</param>
    /// <param name="mayBeStored">
    /// The request that stores the object was sent, and whether the store carried it out is not known. Then the object is looked at
    /// before anything is aborted, and once more after the abort, when nothing can change any more.
    /// </param>
    /// <returns>What is left; or the object, if it is stored after all.</returns>
    public async Task<(FailedUploadState State, StoredObject? Stored)> SettleAsync(
        UploadRequest request, UploadToken token, long size, string? uploadId, bool mayBeStored)
    {
        try
        {
            StoredObject? stored = mayBeStored ? await FindAsync(request, token, size).ConfigureAwait(false) : null;
            if (stored is not null || uploadId is null)
            {
                return (FailedUploadState.None, stored);
            }

            if (!await TryAbortAsync(request, uploadId).ConfigureAwait(false))
            {
                return (FailedUploadState.Open, null);
            }

            stored = mayBeStored ? await FindAsync(request, token, size).ConfigureAwait(false) : null;
            return (FailedUploadState.Aborted, stored);
        }
#pragma warning disable CA1031 // Whatever it is, it must not hide the error that led here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.OutcomeUnknown(logger, uploadId, failure);
            return (FailedUploadState.Unknown, null);
        }
    }

    private Task<StoredObject?> FindAsync(UploadRequest request, UploadToken token, long size) =>
        WithinDeadlineAsync(cancellationToken => gateway.FindAsync(request, token, size, cancellationToken));

    /// <summary>Aborts until the store no longer knows the upload: a part that arrives late can keep it alive.</summary>
    private async Task<bool> TryAbortAsync(UploadRequest request, string uploadId)
    {
        try
        {
            for (int round = 0; round < AbortRounds; round++)
            {
                bool exists = await WithinDeadlineAsync(async cancellationToken =>
                {
                    await gateway.AbortAsync(request, uploadId, cancellationToken).ConfigureAwait(false);
                    return await gateway.ExistsAsync(request, uploadId, cancellationToken).ConfigureAwait(false);
                }).ConfigureAwait(false);
                if (!exists)
                {
                    return true;
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is, it must not hide the error that led here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.AbortFailed(logger, uploadId, failure);
        }

        return false;
    }

    private async Task<T> WithinDeadlineAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        using var deadline = new CancellationTokenSource(options.AbortTimeout, time);
        return await _pipeline.ExecuteAsync(async token => await call(token).ConfigureAwait(false), deadline.Token).ConfigureAwait(false);
    }
}
