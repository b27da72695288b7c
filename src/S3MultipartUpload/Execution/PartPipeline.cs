using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace S3MultipartUpload;

/// <summary>The strategies around every request, from outermost to innermost: retry, then a timeout for each attempt.</summary>
internal static class PartPipeline
{
    public static ResiliencePipeline Build(S3MultipartUploadOptions options, TimeProvider time)
    {
        if (options.Pipeline is { } replacement)
        {
            return replacement;
        }

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

    private static TimeSpan? Shorter(TimeSpan? asked, TimeSpan longest) => asked > longest ? longest : asked;
}
