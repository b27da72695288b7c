using Amazon.S3;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using S3MultipartUpload.Incomplete;
using S3MultipartUpload.Manifest;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Health;

/// <summary>Looks whether a bucket can be reached and written to.</summary>
internal sealed class UploadHealthCheck(
    IAmazonS3 client, string bucket, UploadHealthCheckOptions options, BucketHints hints, TimeProvider time) : IHealthCheck
{
    private const string ProbeName = "health-check";

    private readonly ProbeGateway _probe = new(client);
    private readonly LifecycleGateway _lifecycle = new(client);

    /// <summary>What is wrong with the prefix of the probe's key; null where nothing is.</summary>
    public static string? ProblemOfPrefix(string? prefix) =>
        prefix is null ? $"{nameof(UploadHealthCheckOptions.KeyPrefix)} is null; use an empty one."
        : NameRules.ProblemOfKey(prefix + ProbeName) is { } problem
            ? $"{nameof(UploadHealthCheckOptions.KeyPrefix)}, with '{ProbeName}' behind it, is no key. {problem}"
            : null;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus failed = context.Registration.FailureStatus;
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var data = new Dictionary<string, object> { ["bucket"] = bucket };
        try
        {
            bool isRefused = await ProbeAsync(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            if (!isRefused)
            {
                return new(failed, $"The store of bucket '{bucket}' took a part of an upload that nobody has begun.", data: data);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception) when (timeout.IsCancellationRequested)
        {
            return new(failed, $"The store of bucket '{bucket}' has not answered within {options.Timeout}.", data: data);
        }
#pragma warning disable CA1031 // Whatever it is, it is what the check is to tell.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return new(failed, ProbeFailure.Describe(failure, bucket), failure, data);
        }

        if (options.IncludeAbortRule)
        {
            data["abortRule"] = await hints.AbortRule
                .GetAsync(() => AbortRuleAsync(either.Token), time, either.Token).ConfigureAwait(false);
        }

        if (options.IncludeCors)
        {
            data["cors"] = await hints.Cors.GetAsync(() => CorsAsync(either.Token), time, either.Token).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return HealthCheckResult.Healthy($"Bucket '{bucket}' can be written to.", data);
    }

    private Task<bool> ProbeAsync(CancellationToken cancellationToken) => _probe.IsRefusedForItsUploadAsync(
        bucket, options.KeyPrefix + ProbeName, Guid.NewGuid().ToString("N"), options.ExpectedBucketOwner, cancellationToken);

    private async Task<string> AbortRuleAsync(CancellationToken cancellationToken)
    {
        try
        {
            LifecycleState state = await _lifecycle
                .GetLifecycleAsync(bucket, options.ExpectedBucketOwner, cancellationToken).ConfigureAwait(false);
            return LifecycleRules.DaysFor(state, options.KeyPrefix) is { } days
                ? $"incomplete uploads are aborted after {days} days"
                : "none: incomplete uploads stay stored until somebody aborts them";
        }
        catch (LifecycleNotSupportedException)
        {
            return "none: the store has no lifecycle rules";
        }
    }

    private async Task<string> CorsAsync(CancellationToken cancellationToken) =>
        await _probe.HasCorsForPartsAsync(bucket, options.ExpectedBucketOwner, cancellationToken).ConfigureAwait(false)
            ? "a rule allows PUT and exposes ETag"
            : "no rule allows PUT and exposes ETag: browsers cannot send parts";
}
