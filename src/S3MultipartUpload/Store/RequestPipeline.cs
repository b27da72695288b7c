using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace S3MultipartUpload.Store;

/// <summary>The strategies around every request, from outermost to innermost: retry, then a timeout for each attempt.</summary>
internal static class RequestPipeline
{
    /// <summary>The application's pipeline where it has one.</summary>
    public static ResiliencePipeline Build(S3MultipartUploadOptions options, TimeProvider time) =>
        options.Pipeline ?? BuiltIn(options, time);

    /// <summary>What cleans up must not stand before a circuit that the failure has opened, hence never the application's.</summary>
    public static ResiliencePipeline BuiltIn(S3MultipartUploadOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => new(
                    !arguments.Context.CancellationToken.IsCancellationRequested
                    && TransientS3Errors.IsTransient(arguments.Outcome.Exception)),
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.MaxRetryDelay,
                DelayGenerator = arguments => new(Shorter(
                    TransientS3Errors.RetryAfter(arguments.Outcome.Exception, time.GetUtcNow()), options.MaxRetryDelay)),
            });
        }

        return builder.AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout }).Build();
    }

    /// <summary>A store that asks for no wait at all gets the usual one.</summary>
    private static TimeSpan? Shorter(TimeSpan? asked, TimeSpan longest) =>
        asked > longest ? longest : asked > TimeSpan.Zero ? asked : null;
}
