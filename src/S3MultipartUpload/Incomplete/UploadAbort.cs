using S3MultipartUpload.Store;

namespace S3MultipartUpload.Incomplete;

/// <summary>Aborts one incomplete upload, within a time of its own, and says what has become of it.</summary>
internal sealed class UploadAbort(UploadRemoval removal, MultipartGateway gateway, StoreCalls calls, Deadline deadline, bool logsKeys)
{
    /// <exception cref="OperationCanceledException">The token was cancelled. Nothing else is thrown.</exception>
    public async Task<AbortResult> RunAsync(IncompleteUpload upload, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = deadline.Start();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            AbortOutcome outcome = await AbortAsync(upload, query, either.Token).ConfigureAwait(false);
            IncompleteLog.Ended(calls.Logger, upload, logsKeys, outcome);
            return new AbortResult { Upload = upload, Outcome = outcome };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, it must not keep the other uploads from being aborted.
            Exception error = failure is OperationCanceledException && end.IsCancellationRequested
                ? new TimeoutException(
                    $"The upload was not aborted within {deadline.After} (see {nameof(S3MultipartUploadOptions.AbortTimeout)}).", failure)
                : failure;
            IncompleteLog.AbortFailed(calls.Logger, upload.UploadId, error);
            return new AbortResult { Upload = upload, Outcome = AbortOutcome.Failed, Exception = error };
        }
    }

    private async Task<AbortOutcome> AbortAsync(
        IncompleteUpload upload, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        UploadAddress address = upload.AddressIn(query);
        return await removal.ExecuteAsync(address, cancellationToken).ConfigureAwait(false) ? AbortOutcome.Aborted
            : !await IsListedAsync(upload, query, cancellationToken).ConfigureAwait(false) ? AbortOutcome.AlreadyGone
            : throw new CleanupException("The store lists the upload, but does not find it under its key.");
    }

    /// <summary>
    /// Whether an upload that cannot be found is there all the same: a key with a carriage return, say, may come out of the store's list
    /// as another one, and its upload must not pass for gone.
    /// </summary>
    private async Task<bool> IsListedAsync(IncompleteUpload upload, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        IncompleteUploadQuery sameKey = query with { Prefix = upload.Key };
        UploadPage page = await calls.ExecuteAsync(
            "ListMultipartUploads",
            token => gateway.ListUploadsAsync(sameKey, after: null, token),
            cancellationToken).ConfigureAwait(false);
        return page.Uploads.Any(listed => listed.UploadId == upload.UploadId && listed.Key == upload.Key);
    }
}
