using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3MultipartUpload.Health;

/// <summary>Tells what is missing, without taking the other checks down.</summary>
internal sealed class MissingClientCheck(string description) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(new HealthCheckResult(context.Registration.FailureStatus, description));
}
