using Microsoft.Extensions.Logging;
using Polly;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Store;

/// <summary>Makes requests as often as the pipeline says.</summary>
internal sealed class StoreCalls(ResiliencePipeline pipeline, ILogger logger)
{
    public ResiliencePipeline Pipeline => pipeline;

    public ILogger Logger => logger;

    /// <summary>Makes a request that is not about the bytes of a part.</summary>
    public async Task<T> ExecuteAsync<T>(string operation, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        int attempts = 0;
        return await pipeline.ExecuteAsync(
            async token =>
            {
                attempts++;
                try
                {
                    return await call(token).ConfigureAwait(false);
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
