using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Testing.Tests;

public sealed class LifecycleTests : EndpointScenario
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket }, TimeProvider = _clock };

    [Fact]
    public async Task Upload_older_than_its_rule_allows_is_aborted()
    {
        await PutRuleAsync();
        string stale = await CreateUploadAsync("tmp/a");
        string kept = await CreateUploadAsync("kept/a");

        _clock.Advance(TimeSpan.FromDays(6.9));
        Assert.Equal(0, await Server.ApplyLifecycleAsync());
        _clock.Advance(TimeSpan.FromDays(1.1));
        Assert.Equal(1, await Server.ApplyLifecycleAsync());

        // A client that retries follows the endpoint's clock.
        using AmazonS3Client client = Server.CreateClient(config => config.MaxErrorRetry = 1);
        await FailsAsync(() => client.ListPartsAsync(Bucket, "tmp/a", stale), 404, "NoSuchUpload");
        Assert.Equal(kept, (await client.ListPartsAsync(Bucket, "kept/a", kept)).UploadId);
    }

    [Fact]
    public async Task Configuration_is_returned_until_it_is_deleted()
    {
        await PutRuleAsync();
        LifecycleRule rule = Assert.Single((await Client.GetLifecycleConfigurationAsync(Bucket)).Configuration.Rules);
        Assert.Equal(7, rule.AbortIncompleteMultipartUpload.DaysAfterInitiation);

        await Client.DeleteLifecycleConfigurationAsync(Bucket);

        // The SDK turns S3's 404 into an empty configuration.
        Assert.Empty((await Client.GetLifecycleConfigurationAsync(Bucket)).Configuration.Rules ?? []);
        Assert.Equal("NoSuchLifecycleConfiguration", Server.Requests[^1].ErrorCode);
    }

    private Task<PutLifecycleConfigurationResponse> PutRuleAsync() =>
        Client.PutLifecycleConfigurationAsync(new PutLifecycleConfigurationRequest
        {
            BucketName = Bucket,
            Configuration = new LifecycleConfiguration
            {
                Rules =
            [
                new LifecycleRule
                {
                    Id = "stale",
                    Status = LifecycleRuleStatus.Enabled,
                    Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "tmp/" } },
                    AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = 7 },
                },
            ],
            },
        });
}
