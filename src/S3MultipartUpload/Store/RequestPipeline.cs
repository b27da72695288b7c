using Polly;
using Polly.Retry;

namespace S3MultipartUpload.Store;

/// <summary>
/// The strategies around every request, from outermost to innermost: what may pass by itself is tried again and again, later and later;
/// so is what comes too fast, by a count of its own; what only another credential or a faster store helps, once more at once.
/// </summary>
internal static class RequestPipeline
{
    /// <summary>A store that asks for slower requests does work.</summary>
    private const int ThrottledPerRetry = 4;

    /// <summary>The built-in strategies, and inside of them the application's.</summary>
    public static RequestStrategies Build(S3MultipartUploadOptions options, TimeProvider time)
    {
        ResiliencePipelineBuilder builder = Retries(options, time);
        options.ConfigurePipeline?.Invoke(builder);
        return new RequestStrategies(builder.Build(), HasOthers: options.ConfigurePipeline is not null);
    }

    /// <summary>What cleans up must not stand before a circuit that the failure has opened, hence never the application's.</summary>
    public static RequestStrategies BuiltIn(S3MultipartUploadOptions options, TimeProvider time) =>
        new(Retries(options, time).Build(), HasOthers: false);

    private static ResiliencePipelineBuilder Retries(S3MultipartUploadOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxRetries == 0)
        {
            return builder;
        }

        builder.AddRetry(Later(options, time, options.MaxRetries, error => IsPassing(error) && !TransientS3Errors.IsThrottling(error)));
        builder.AddRetry(Later(options, time, ThrottledPerRetry * options.MaxRetries, TransientS3Errors.IsThrottling));
        builder.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => new(IsRepeated(arguments, TransientS3Errors.IsWorthOneRetry)),
            MaxRetryAttempts = 1,
            BackoffType = DelayBackoffType.Constant,
            Delay = TimeSpan.Zero,
            OnRetry = Tell,
        });
        return builder;
    }

    private static RetryStrategyOptions Later(
        S3MultipartUploadOptions options, TimeProvider time, int most, Func<Exception?, bool> isRepeated) => new()
        {
            ShouldHandle = arguments => new(IsRepeated(arguments, isRepeated)),
            MaxRetryAttempts = most,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.MaxRetryDelay,
            DelayGenerator = arguments => new(Shorter(
                TransientS3Errors.RetryAfter(arguments.Outcome.Exception, time.GetUtcNow()), options.MaxRetryDelay)),
            OnRetry = Tell,
        };

    private static ValueTask Tell(OnRetryArguments<object> arguments)
    {
        StoreCall.OnRetry(arguments.Context, arguments.Outcome.Exception, arguments.RetryDelay);
        return default;
    }

    private static bool IsPassing(Exception? error) =>
        TransientS3Errors.IsTransient(error) && !TransientS3Errors.IsWorthOneRetry(error);

    private static bool IsRepeated(RetryPredicateArguments<object> arguments, Func<Exception?, bool> isRepeated) =>
        !arguments.Context.CancellationToken.IsCancellationRequested && isRepeated(arguments.Outcome.Exception);

    /// <summary>A store that asks for no wait at all gets the usual one.</summary>
    private static TimeSpan? Shorter(TimeSpan? asked, TimeSpan longest) =>
        asked > longest ? longest : asked > TimeSpan.Zero ? asked : null;
}
