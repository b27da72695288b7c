using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What the health check tells of a bucket, whatever the store.</summary>
public abstract class HealthBehaviour
{
    private readonly IStore _store;

    protected HealthBehaviour(IStore store)
    {
        _store = store;
        Assert.SkipWhen(store.SkipReason is not null, store.SkipReason ?? "");
    }

    [Fact]
    public async Task A_bucket_that_can_be_written_to_is_healthy_and_nothing_is_stored()
    {
        HealthReportEntry entry = await CheckAsync(_store.Bucket);
        Assert.True(entry.Status == HealthStatus.Healthy, $"{entry.Description} {entry.Exception}");
        Assert.DoesNotContain("unknown", (string)entry.Data["abortRule"], StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => _store.Client.GetObjectMetadataAsync(_store.Bucket, "health/health-check"));
        var query = new IncompleteUploadQuery { BucketName = _store.Bucket, Prefix = "health/" };
        Assert.Empty(await new IncompleteUploads(_store.Client).ListAsync(query).ToListAsync());
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_not()
    {
        HealthReportEntry entry = await CheckAsync("no-such-bucket-" + Guid.NewGuid().ToString("N"));
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("404 NoSuchBucket", entry.Description, StringComparison.Ordinal);
    }

    private async Task<HealthReportEntry> CheckAsync(string bucket)
    {
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton(_store.Client);
        services.AddHealthChecks().AddS3MultipartUpload(bucket, configure: options => options.KeyPrefix = "health/");
        await using ServiceProvider provider = services.BuildServiceProvider();
        return Assert.Single((await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries).Value;
    }
}
