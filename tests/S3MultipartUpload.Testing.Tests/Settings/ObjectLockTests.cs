using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Testing.Tests.Settings;

public sealed class ObjectLockTests : EndpointScenario
{
    private const string Locked = "locked-photos";
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket }, MinimumPartSize = 1, TimeProvider = _clock };

    private DateTime Tomorrow => _clock.GetUtcNow().UtcDateTime.AddDays(1);

    // A client that retries follows the endpoint's clock.
    protected override AmazonS3Client CreateClient(S3TestServer server) => server.CreateClient(config => config.MaxErrorRetry = 1);

    [Fact]
    public async Task Bucket_is_made_with_locks_and_is_versioned_from_then_on()
    {
        await CreateAsync();

        Assert.Equal(VersionStatus.Enabled, (await Client.GetBucketVersioningAsync(Locked)).VersioningConfig.Status);
        GetObjectLockConfigurationResponse configuration =
            await Client.GetObjectLockConfigurationAsync(new() { BucketName = Locked });
        Assert.Equal(ObjectLockEnabled.Enabled, configuration.ObjectLockConfiguration.ObjectLockEnabled);
        await FailsAsync(
            () => Client.PutBucketVersioningAsync(new()
            {
                BucketName = Locked,
                VersioningConfig = new() { Status = VersionStatus.Suspended },
            }), 409, "InvalidBucketState");
    }

    [Fact]
    public async Task Bucket_without_locks_takes_none()
    {
        await PutAsync("a", "x");

        await FailsAsync(
            () => Client.GetObjectLockConfigurationAsync(new() { BucketName = Bucket }), 404, "ObjectLockConfigurationNotFoundError");
        await FailsAsync(() => PutConfigurationAsync(Bucket, ObjectLockRetentionMode.Governance, days: 1), 409, "InvalidBucketState");
        await FailsAsync(() => RetainAsync(Bucket, ObjectLockRetentionMode.Governance, Tomorrow), 400, "InvalidRequest");
        await FailsAsync(() => HoldAsync(Bucket, ObjectLockLegalHoldStatus.On), 400, "InvalidRequest");
        await FailsAsync(() => Client.GetObjectRetentionAsync(new() { BucketName = Bucket, Key = "a" }), 400, "InvalidRequest");
        await FailsAsync(
            () => Client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ObjectLockLegalHoldStatus = ObjectLockLegalHoldStatus.On }),
            400,
            "InvalidRequest");
        Assert.Single((await Client.ListVersionsAsync(Bucket)).Versions);
    }

    [Theory]
    [InlineData("GOVERNANCE", true)]
    [InlineData("COMPLIANCE", false)]
    public async Task Retained_version_stays_until_its_date_and_only_governance_can_be_bypassed(string mode, bool bypassed)
    {
        await CreateAsync();
        PutObjectResponse put = await Client.PutObjectAsync(new()
        {
            BucketName = Locked,
            Key = "a",
            ContentBody = "x",
            ObjectLockMode = new ObjectLockMode(mode),
            ObjectLockRetainUntilDate = Tomorrow,
        });

        await FailsAsync(() => DeleteAsync(put.VersionId), 403, "AccessDenied");
        DeleteObjectsResponse many = await Assert.ThrowsAsync<DeleteObjectsException>(() => Client.DeleteObjectsAsync(new()
        {
            BucketName = Locked,
            Objects = [new KeyVersion { Key = "a", VersionId = put.VersionId }],
        })).ContinueWith(failed => failed.Result.Response);
        DeleteError error = Assert.Single(many.DeleteErrors);
        Assert.Equal(("AccessDenied", "a", put.VersionId), (error.Code, error.Key, error.VersionId));
        Assert.Equal("true", (await DeleteAsync(null)).DeleteMarker);

        if (bypassed)
        {
            await DeleteAsync(put.VersionId, bypass: true);
        }
        else
        {
            await FailsAsync(() => DeleteAsync(put.VersionId, bypass: true), 403, "AccessDenied");
            _clock.Advance(TimeSpan.FromDays(1.1));
            await DeleteAsync(put.VersionId);
        }

        Assert.DoesNotContain((await Client.ListVersionsAsync(Locked)).Versions, version => version.IsDeleteMarker != true);
    }

    [Fact]
    public async Task Legal_hold_keeps_a_version_until_it_is_lifted()
    {
        await CreateAsync();
        PutObjectResponse put = await PutLockedAsync();
        await FailsAsync(
            () => Client.GetObjectLegalHoldAsync(new() { BucketName = Locked, Key = "a" }), 404, "NoSuchObjectLockConfiguration");

        await HoldAsync(Locked, ObjectLockLegalHoldStatus.On);
        Assert.Equal(
            ObjectLockLegalHoldStatus.On,
            (await Client.GetObjectLegalHoldAsync(new() { BucketName = Locked, Key = "a" })).LegalHold.Status);
        await FailsAsync(() => DeleteAsync(put.VersionId, bypass: true), 403, "AccessDenied");
        await HoldAsync(Locked, ObjectLockLegalHoldStatus.Off);

        await DeleteAsync(put.VersionId);
    }

    [Theory]
    [InlineData("GOVERNANCE", "GOVERNANCE", 2, false, true)]
    [InlineData("GOVERNANCE", "GOVERNANCE", -1, false, false)]
    [InlineData("GOVERNANCE", "GOVERNANCE", -1, true, true)]
    [InlineData("GOVERNANCE", "COMPLIANCE", 2, false, false)]
    [InlineData("GOVERNANCE", "COMPLIANCE", 2, true, true)]
    [InlineData("COMPLIANCE", "COMPLIANCE", 2, false, true)]
    [InlineData("COMPLIANCE", "COMPLIANCE", -1, true, false)]
    [InlineData("COMPLIANCE", "GOVERNANCE", 2, true, false)]
    public async Task Retention_can_be_longer_and_is_weaker_only_by_bypass(string mode, string then, int hours, bool bypass, bool expected)
    {
        await CreateAsync();
        await PutLockedAsync();
        await RetainAsync(Locked, mode, Tomorrow);

        Task change() => RetainAsync(Locked, then, Tomorrow.AddHours(hours), bypass);

        if (!expected)
        {
            await FailsAsync(change, 403, "AccessDenied");
            return;
        }

        await change();
        ObjectLockRetention retention = (await Client.GetObjectRetentionAsync(new() { BucketName = Locked, Key = "a" })).Retention;
        Assert.Equal(then, retention.Mode.Value);
        Assert.Equal(Tomorrow.AddHours(hours), retention.RetainUntilDate?.ToUniversalTime() ?? default, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Bucket_retains_by_default_whatever_way_an_object_comes()
    {
        await CreateAsync();
        await PutConfigurationAsync(Locked, ObjectLockRetentionMode.Governance, days: 2);
        await PutLockedAsync();
        await Client.CopyObjectAsync(new()
        {
            SourceBucket = Locked,
            SourceKey = "a",
            DestinationBucket = Locked,
            DestinationKey = "copied",
            ObjectLockLegalHoldStatus = ObjectLockLegalHoldStatus.On,
        });
        InitiateMultipartUploadResponse upload = await Client.InitiateMultipartUploadAsync(new()
        {
            BucketName = Locked,
            Key = "parts",
            ObjectLockMode = ObjectLockMode.Compliance,
            ObjectLockRetainUntilDate = Tomorrow,
        });
        UploadPartResponse part = await Client.UploadPartAsync(new()
        {
            BucketName = Locked,
            Key = "parts",
            UploadId = upload.UploadId,
            PartNumber = 1,
            InputStream = new MemoryStream([1]),
        });
        await Client.CompleteMultipartUploadAsync(new()
        {
            BucketName = Locked,
            Key = "parts",
            UploadId = upload.UploadId,
            PartETags = [new PartETag(1, part.ETag)],
        });

        Assert.Equal(("GOVERNANCE", 2, null), await LockAsync("a"));
        Assert.Equal(("GOVERNANCE", 2, "ON"), await LockAsync("copied"));
        Assert.Equal(("COMPLIANCE", 1, null), await LockAsync("parts"));
        GetObjectLockConfigurationResponse configuration = await Client.GetObjectLockConfigurationAsync(new() { BucketName = Locked });
        Assert.Equal(2, configuration.ObjectLockConfiguration.Rule.DefaultRetention.Days);
    }

    [Fact]
    public async Task Retention_that_makes_no_sense_is_refused()
    {
        await CreateAsync();
        await PutLockedAsync();

        await FailsAsync(() => RetainAsync(Locked, "nonsense", Tomorrow), 400, "MalformedXML");
        await FailsAsync(() => RetainAsync(Locked, "GOVERNANCE", Tomorrow.AddDays(-2)), 400, "InvalidArgument");
        await FailsAsync(() => HoldAsync(Locked, new ObjectLockLegalHoldStatus("nonsense")), 400, "MalformedXML");
        await FailsAsync(() => PutConfigurationAsync(Locked, "nonsense", days: 1), 400, "MalformedXML");
        await FailsAsync(() => PutConfigurationAsync(Locked, "GOVERNANCE", days: 1, years: 1), 400, "MalformedXML");
        await FailsAsync(() => PutConfigurationAsync(Locked, "GOVERNANCE", days: 0), 400, "InvalidRetentionPeriod");
        await FailsAsync(
            () => Client.PutObjectAsync(new() { BucketName = Locked, Key = "a", ObjectLockMode = ObjectLockMode.Governance }),
            400,
            "InvalidArgument");
    }

    private Task<PutBucketResponse> CreateAsync() =>
        Client.PutBucketAsync(new PutBucketRequest { BucketName = Locked, ObjectLockEnabledForBucket = true });

    private Task<PutObjectResponse> PutLockedAsync() =>
        Client.PutObjectAsync(new PutObjectRequest { BucketName = Locked, Key = "a", ContentBody = "x" });

    private Task<DeleteObjectResponse> DeleteAsync(string? versionId, bool? bypass = null) => Client.DeleteObjectAsync(new()
    {
        BucketName = Locked,
        Key = "a",
        VersionId = versionId,
        BypassGovernanceRetention = bypass,
    });

    private Task<PutObjectRetentionResponse> RetainAsync(string bucket, string mode, DateTime until, bool? bypass = null) =>
        Client.PutObjectRetentionAsync(new()
        {
            BucketName = bucket,
            Key = "a",
            BypassGovernanceRetention = bypass,
            Retention = new() { Mode = new ObjectLockRetentionMode(mode), RetainUntilDate = until },
        });

    private Task<PutObjectLegalHoldResponse> HoldAsync(string bucket, ObjectLockLegalHoldStatus status) =>
        Client.PutObjectLegalHoldAsync(new()
        {
            BucketName = bucket,
            Key = "a",
            LegalHold = new() { Status = status },
        });

    private Task<PutObjectLockConfigurationResponse> PutConfigurationAsync(
        string bucket, string mode, int? days = null, int? years = null) =>
        Client.PutObjectLockConfigurationAsync(new()
        {
            BucketName = bucket,
            ObjectLockConfiguration = new()
            {
                ObjectLockEnabled = ObjectLockEnabled.Enabled,
                Rule = new() { DefaultRetention = new() { Mode = new ObjectLockRetentionMode(mode), Days = days, Years = years } },
            },
        });

    private async Task<(string? Mode, int Days, string? Hold)> LockAsync(string key)
    {
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Locked, key);
        double days = ((head.ObjectLockRetainUntilDate?.ToUniversalTime() ?? default) - _clock.GetUtcNow().UtcDateTime).TotalDays;
        return (head.ObjectLockMode?.Value, (int)Math.Round(days), head.ObjectLockLegalHoldStatus?.Value);
    }
}
