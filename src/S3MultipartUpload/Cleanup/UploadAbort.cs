using Microsoft.Extensions.Logging;
using Polly;

namespace S3MultipartUpload;

/// <summary>Aborts one unfinished upload, within a time of its own, and says what has become of it.</summary>
internal sealed class UploadAbort(
    BucketGateway gateway, ResiliencePipeline pipeline, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private const int Rounds = 3;

    /// <exception cref="OperationCanceledException">The token was cancelled. Nothing else is thrown.</exception>
    public async Task<AbortResult> RunAsync(IncompleteUpload upload, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            AbortOutcome outcome = await AbortAsync(upload, query, either.Token).ConfigureAwait(false);
            CleanupLog.Ended(logger, upload, outcome);
            return new AbortResult { Upload = upload, Outcome = outcome };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, it must not keep the other uploads from being aborted.
            Exception error = failure is OperationCanceledException && deadline.IsCancellationRequested
                ? new TimeoutException(
                    $"The upload was not aborted within {timeout} (see {nameof(S3MultipartUploadOptions.AbortTimeout)}).", failure)
                : failure;
            CleanupLog.AbortFailed(logger, Log.OnOneLine(upload.UploadId), error);
            return new AbortResult { Upload = upload, Outcome = AbortOutcome.Failed, Error = error };
        }
    }

    private async Task<AbortOutcome> AbortAsync(
        IncompleteUpload upload, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        string? owner = query.ExpectedBucketOwner;
        for (int round = 0; round < Rounds; round++)
        {
            bool wasThere = await pipeline.ExecuteAsync(
                async token => await gateway.AbortAsync(upload, owner, token).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
            if (round == 0 && !wasThere)
            {
                return await IsListedAsync(upload, query, cancellationToken).ConfigureAwait(false)
                    ? throw new CleanupException("The store lists the upload, but does not find it under its key.")
                    : AbortOutcome.AlreadyGone;
            }

            bool isThere = await pipeline.ExecuteAsync(
                async token => await gateway.ExistsAsync(upload, owner, token).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
            if (!isThere)
            {
                return AbortOutcome.Aborted;
            }
        }

        throw new CleanupException($"The upload was aborted {Rounds} times, but the store still knows it: parts may still be arriving.");
    }

    /// <summary>
    /// Whether an upload that cannot be found is there all the same: a key with a carriage return, say, may come out of the store's list
    /// as another one, and its upload must not pass for gone.
    /// </summary>
    private async Task<bool> IsListedAsync(IncompleteUpload upload, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        IncompleteUploadQuery sameKey = query with { Prefix = upload.Key };
        UploadPage page = await pipeline.ExecuteAsync(
            async token => await gateway.ListUploadsAsync(sameKey, after: null, token).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return page.Uploads.Any(listed => listed.UploadId == upload.UploadId && listed.Key == upload.Key);
    }
}
