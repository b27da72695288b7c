using Microsoft.Extensions.Logging;
using Polly;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Store;

/// <summary>Makes requests as often as the pipeline says, and waits for their answers as long as patience lasts.</summary>
internal sealed class StoreCalls(ResiliencePipeline pipeline, Patience patience, ILogger logger)
{
    public ResiliencePipeline Pipeline => pipeline;

    public Patience Patience => patience;

    public ILogger Logger => logger;

    /// <summary>Makes a request that is not about the bytes of a part.</summary>
    /// <param name="operation">Its name, in S3's words.</param>
    /// <param name="call">One attempt.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public Task<T> ExecuteAsync<T>(string operation, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        ExecuteAsync(operation, Wait.Answer, watch => call(watch.Token), cancellationToken);

    /// <param name="operation">Its name, in S3's words.</param>
    /// <param name="wait">What is waited for at first.</param>
    /// <param name="call">One attempt; it tells its watch what moves.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task<T> ExecuteAsync<T>(
        string operation, Wait wait, Func<AttemptWatch, Task<T>> call, CancellationToken cancellationToken)
    {
        int attempts = 0;
        return await pipeline.ExecuteAsync(
            async token =>
            {
                attempts++;
                try
                {
                    return await AttemptWatch.RunAsync(patience, wait, operation, call, token).ConfigureAwait(false);
                }
                catch (Exception failure) when (TransientS3Errors.IsTransient(failure) && !cancellationToken.IsCancellationRequested)
                {
                    Log.CallFailed(logger, operation, attempts, failure);
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }
}
