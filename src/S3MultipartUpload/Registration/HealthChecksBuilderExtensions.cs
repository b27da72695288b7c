using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using S3MultipartUpload.Health;
using S3MultipartUpload.Manifest;
using S3MultipartUpload.Options;
using S3MultipartUpload.Registration;

namespace S3MultipartUpload;

/// <summary>Registers the health check of an uploader.</summary>
public static class HealthChecksBuilderExtensions
{
    private static readonly (TimeSpan Least, TimeSpan Most) Timeouts = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));

    /// <summary>
    /// Adds a check of whether a bucket can be reached and written to through the client of an uploader. It stores nothing: it sends one
    /// byte as a part of an upload that nobody has begun, and is content when the store answers that there is no such upload.
    /// </summary>
    /// <remarks>
    /// It needs <c>s3:PutObject</c>. Where a store looks for the upload before it looks at the permission, the check tells no more than
    /// that the store answers and knows the credentials. The description names the bucket and the store's error code, never its message;
    /// the exception is in the result, for the log of the application.
    /// Source: Amazon S3 API Reference, "UploadPart".
    /// </remarks>
    /// <param name="builder">The health checks.</param>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="serviceKey">The key of the uploader. Default: null, the one without a key.</param>
    /// <param name="configure">Says what else to look at.</param>
    /// <param name="name">The name of the check. Default: <c>s3:</c>, the key and the bucket.</param>
    /// <param name="failureStatus">What to report when it fails. Default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">The tags of the check.</param>
    /// <exception cref="ArgumentException">The bucket's name, the key or an option breaks a rule.</exception>
    public static IHealthChecksBuilder AddS3MultipartUpload(
        this IHealthChecksBuilder builder,
        string bucketName,
        string? serviceKey = null,
        Action<UploadHealthCheckOptions>? configure = null,
        string? name = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (NameRules.ProblemOfBucket(bucketName) is { } problem)
        {
            throw new ArgumentException(problem, nameof(bucketName));
        }

        var options = new UploadHealthCheckOptions();
        configure?.Invoke(options);
        string? refused = Bounds.ProblemOf(nameof(options.Timeout), options.Timeout, Timeouts.Least, Timeouts.Most)
            ?? UploadHealthCheck.ProblemOfPrefix(options.KeyPrefix);
        if (refused is not null)
        {
            throw new ArgumentException(refused, nameof(configure));
        }

        var uploader = new UploaderRegistration(serviceKey ?? "");
        var hints = new BucketHints();
        return builder.Add(new HealthCheckRegistration(
            name ?? (uploader.Key is { } key ? $"s3:{key}:{bucketName}" : $"s3:{bucketName}"),
            provider => uploader.FindClient(provider) is { } client
                ? new UploadHealthCheck(client, bucketName, options, hints, provider.GetService<TimeProvider>() ?? TimeProvider.System)
                : new MissingClientCheck(uploader.MissingClient),
            failureStatus,
            tags));
    }
}
