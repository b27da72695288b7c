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
        Assert.Equal(0, Server.ApplyLifecycle());
        _clock.Advance(TimeSpan.FromDays(1.1));
        Assert.Equal(1, Server.ApplyLifecycle());

        using AmazonS3Client client = ClientOfTheClock();
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

    [Fact]
    public async Task Objects_expire_by_themselves_when_the_clock_has_passed_midnight()
    {
        await PutAsync("tmp/a");
        await PutAsync("kept/a");
        await PutRuleAsync(new LifecycleRule { Expiration = new LifecycleRuleExpiration { Days = 3 } });
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["kept/a", "tmp/a"], await ListAsync());
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["kept/a"], await ListAsync());
    }

    [Fact]
    public async Task Versions_that_are_current_no_more_expire_and_so_do_markers_behind_which_nothing_is_left()
    {
        await Client.PutBucketVersioningAsync(new PutBucketVersioningRequest
        {
            BucketName = Bucket,
            VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
        });
        for (int i = 0; i < 3; i++)
        {
            await PutAsync("tmp/a");
        }

        await PutAsync("tmp/b");
        await Client.DeleteObjectAsync(Bucket, "tmp/b");
        await PutRuleAsync(
            new LifecycleRule
            {
                NoncurrentVersionExpiration = new LifecycleRuleNoncurrentVersionExpiration
                {
                    NoncurrentDays = 1,
                    NewerNoncurrentVersions = 1,
                },
            });
        _clock.Advance(TimeSpan.FromDays(3));
        Server.ApplyLifecycle();
        Assert.Equal(2, (await VersionsAsync("tmp/a")).Count); // The current one, and the newest of the others.

        await PutRuleAsync(
            new LifecycleRule { NoncurrentVersionExpiration = new LifecycleRuleNoncurrentVersionExpiration { NoncurrentDays = 1 } });
        Server.ApplyLifecycle();
        Assert.Single(await VersionsAsync("tmp/a"));
        Assert.True(Assert.Single(await VersionsAsync("tmp/b")).IsDeleteMarker);

        await PutRuleAsync(new LifecycleRule { Expiration = new LifecycleRuleExpiration { ExpiredObjectDeleteMarker = true } });
        Server.ApplyLifecycle();
        Assert.Empty(await VersionsAsync("tmp/b"));
        Assert.Single(await VersionsAsync("tmp/a"));
    }

    [Fact]
    public async Task Objects_move_down_through_the_storage_classes_and_the_small_stay()
    {
        await PutAsync("tmp/large", 128 << 10);
        await PutAsync("tmp/small");
        await PutAsync("kept/large", 128 << 10);
        await PutRuleAsync(new LifecycleRule
        {
            Transitions =
            [
                new() { Days = 30, StorageClass = S3StorageClass.StandardInfrequentAccess },
                new() { Days = 60, StorageClass = S3StorageClass.Glacier },
            ],
        });

        Assert.Equal("STANDARD", await ClassOfAsync("tmp/large"));
        _clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal("STANDARD_IA", await ClassOfAsync("tmp/large"));
        _clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal("GLACIER", await ClassOfAsync("tmp/large"));
        Assert.Equal(["STANDARD", "STANDARD"], [await ClassOfAsync("tmp/small"), await ClassOfAsync("kept/large")]);
        using AmazonS3Client client = ClientOfTheClock();
        await FailsAsync(() => client.GetObjectAsync(Bucket, "tmp/large"), 403, "InvalidObjectState");
        Assert.Equal(128 << 10, (await client.GetObjectMetadataAsync(Bucket, "tmp/large")).ContentLength);
    }

    [Fact]
    public async Task Small_objects_move_where_the_bucket_or_the_rule_says_so()
    {
        await PutAsync("tmp/a");
        List<LifecycleTransition> transitions =
        [
            new() { Days = 1, StorageClass = S3StorageClass.StandardInfrequentAccess },
        ];
        _clock.Advance(TimeSpan.FromDays(3));

        await PutRuleAsync(new LifecycleRule { Transitions = transitions }, new("varies_by_storage_class"));
        Server.ApplyLifecycle();
        Assert.Equal("STANDARD", await ClassOfAsync("tmp/a"));

        transitions.Add(new() { Days = 2, StorageClass = S3StorageClass.DeepArchive });
        await PutRuleAsync(new LifecycleRule { Transitions = transitions }, new("varies_by_storage_class"));
        Server.ApplyLifecycle();
        Assert.Equal("DEEP_ARCHIVE", await ClassOfAsync("tmp/a"));
    }

    [Fact]
    public async Task Versions_that_are_current_no_more_move()
    {
        await Client.PutBucketVersioningAsync(new() { BucketName = Bucket, VersioningConfig = new() { Status = VersionStatus.Enabled } });
        await PutAsync("tmp/a", 128 << 10);
        await PutAsync("tmp/a", 128 << 10);
        await PutRuleAsync(new LifecycleRule
        {
            NoncurrentVersionTransitions = [new() { NoncurrentDays = 1, StorageClass = S3StorageClass.OneZoneInfrequentAccess }],
        });

        _clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(["STANDARD", "ONEZONE_IA"], (await VersionsAsync("tmp/a")).Select(version => version.StorageClass.Value));
    }

    private async Task<string> ClassOfAsync(string key)
    {
        using AmazonS3Client client = ClientOfTheClock();
        return (await client.ListObjectsV2Async(new() { BucketName = Bucket, Prefix = key })).S3Objects[0].StorageClass.Value;
    }

    private async Task PutAsync(string key, int size = 4)
    {
        using AmazonS3Client client = ClientOfTheClock();
        using var content = new MemoryStream(new byte[size]);
        await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = content });
    }

    private async Task<IEnumerable<string>> ListAsync()
    {
        using AmazonS3Client client = ClientOfTheClock();
        return ((await client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects ?? []).Select(entry => entry.Key);
    }

    private async Task<IReadOnlyList<S3ObjectVersion>> VersionsAsync(string key)
    {
        using AmazonS3Client client = ClientOfTheClock();
        return (await client.ListVersionsAsync(Bucket, key)).Versions ?? [];
    }

    private Task PutRuleAsync() => PutRuleAsync(
        new LifecycleRule
        {
            AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = 7 },
        });

    private async Task PutRuleAsync(LifecycleRule rule, TransitionDefaultMinimumObjectSize? minimum = null)
    {
        rule.Status = LifecycleRuleStatus.Enabled;
        rule.Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "tmp/" } };
        using AmazonS3Client client = ClientOfTheClock();
        await client.PutLifecycleConfigurationAsync(new PutLifecycleConfigurationRequest
        {
            BucketName = Bucket,
            Configuration = new LifecycleConfiguration { Rules = [rule] },
            TransitionDefaultMinimumObjectSize = minimum,
        });
    }

    /// <summary>A client that retries follows the endpoint's clock.</summary>
    private AmazonS3Client ClientOfTheClock() => Server.CreateClient(config => config.MaxErrorRetry = 1);
}
