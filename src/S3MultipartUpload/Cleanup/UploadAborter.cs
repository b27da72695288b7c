using Microsoft.Extensions.Logging;
using Polly;

namespace S3MultipartUpload;

/// <summary>Removes a failed upload from the store, under a deadline of its own: the caller's token may be cancelled by then.</summary>
internal sealed class UploadAborter(
    S3Gateway gateway, ResiliencePipeline pipeline, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private const int Rounds = 3;

    /// <summary>
    /// Aborts until the store no longer knows the upload: a part that arrives late can keep it alive. Never throws; what went wrong
    /// is logged, so that the error which led here stays the one that the caller sees.
    /// </summary>
    /// <returns>Whether the upload is gone.</returns>
    public async Task<bool> TryAbortAsync(UploadRequest request, string uploadId)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            for (int round = 0; round < Rounds; round++)
            {
                await pipeline.ExecuteAsync(
                    async token => await gateway.AbortAsync(request, uploadId, token).ConfigureAwait(false),
                    deadline.Token).ConfigureAwait(false);
                bool exists = await pipeline.ExecuteAsync(
                    async token => await gateway.ExistsAsync(request, uploadId, token).ConfigureAwait(false),
                    deadline.Token).ConfigureAwait(false);
                if (!exists)
                {
                    return true;
                }
            }
        }
#pragma warning disable CA1031 // Nothing may hide the error that led here.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.AbortFailed(logger, uploadId, failure);
        }

        return false;
    }
}
