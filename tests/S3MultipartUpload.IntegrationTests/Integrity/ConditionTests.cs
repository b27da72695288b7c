using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>If-None-Match and If-Match, in parts and in one PutObject request.</summary>
public sealed class ConditionTests : IntegrityScenario
{
    private readonly byte[] _bytes = RandomBytes(25_000, seed: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IfNoneMatch_stores_where_there_is_nothing_and_overwrites_nothing(bool inParts)
    {
        UploadManifest manifest = await Upload(inParts, request: Conditional(ifNoneMatch: true));
        Assert.True(manifest.IsComplete);
        byte[] stored = await StoredBytes();

        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Upload(inParts, Conditional(ifNoneMatch: true, source: PartSource.FromMemory(RandomBytes(25_000, seed: 2)))));
        PreconditionFailedException refused = Assert.IsType<PreconditionFailedException>(failure.InnerException);
        Assert.False(refused.IsConflict);
        Assert.Equal("PreconditionFailed", Assert.IsType<AmazonS3Exception>(refused.InnerException).ErrorCode);
        Assert.Equal(inParts ? FailedUploadState.Aborted : FailedUploadState.None, failure.State);
        Assert.Equal(stored, await StoredBytes());
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IfMatch_replaces_the_named_object_and_no_other(bool inParts)
    {
        PutObjectResponse older =
            await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = Key, ContentBody = "older" });
        UploadManifest manifest = await Upload(inParts, Conditional(ifMatch: older.ETag));
        Assert.Equal(_bytes, await StoredBytes());

        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts, Conditional(ifMatch: older.ETag)));
        Assert.Contains(older.ETag, Assert.IsType<PreconditionFailedException>(failure.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal(manifest.ETag, (await Client.GetObjectMetadataAsync(Bucket, Key)).ETag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IfMatch_where_there_is_no_object_is_the_same_failure(bool inParts)
    {
        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts, Conditional(ifMatch: "\"e\"")));
        Assert.IsType<PreconditionFailedException>(failure.InnerException);
        Assert.False(await IsStored());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_writer_at_the_same_time_is_a_conflict(bool inParts)
    {
        Server.Faults.Add(
            new Fault { Operation = StoringOperation(inParts), Effect = FaultEffect.Status(409, "ConditionalRequestConflict") });
        MultipartUploadException failure =
            await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts, Conditional(ifNoneMatch: true)));
        Assert.True(Assert.IsType<PreconditionFailedException>(failure.InnerException).IsConflict);
        Assert.False(await IsStored());
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    public async Task A_412_that_our_own_earlier_try_has_caused_is_success(bool inParts, int sdkRetries)
    {
        // With the SDK's own retry, the library does not even see that an answer was lost.
        Server.Faults.Add(new Fault { Operation = StoringOperation(inParts), Times = 1, Effect = FaultEffect.DropReply });
        Server.Faults.Add(
            new Fault { Operation = StoringOperation(inParts), Skip = 1, Effect = FaultEffect.Status(412, "PreconditionFailed") });
        using AmazonS3Client client =
            Server.CreateClient(config => (config.MaxErrorRetry, config.MaxStaleConnectionRetries) = (sdkRetries, 0));
        UploadManifest manifest = await Upload(inParts, Conditional(ifNoneMatch: true), client);
        Assert.True(manifest.IsComplete);
        Assert.Equal(_bytes, await StoredBytes());
        Assert.Equal((await Client.GetObjectMetadataAsync(Bucket, Key)).ETag, manifest.ETag);
    }

    [Theory]
    [InlineData(nameof(ProviderProfile.S3Compatible))]
    [InlineData(nameof(ProviderProfile.CephRgw))]
    public async Task A_store_that_is_not_known_to_heed_conditions_is_not_asked(string profile)
    {
        UploadRefusedException refused =
            await Assert.ThrowsAsync<UploadRefusedException>(() => Uploader(Find(profile)).UploadAsync(Conditional(ifNoneMatch: true)));
        Assert.Contains("S3MultipartUploadOptions.Profile", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Both_conditions_at_once_are_refused()
    {
        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(
            () => Uploader(ProviderProfile.AmazonS3).UploadAsync(Conditional(ifNoneMatch: true, ifMatch: "\"e\"")));
        Assert.Contains("IfNoneMatch and IfMatch", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(501, "NotImplemented", "ChecksumAlgorithm")]
    [InlineData(400, "UnsupportedChecksumHeader", "ChecksumAlgorithm")]
    [InlineData(400, "UnsupportedHeader: x-amz-trailer", "ChecksumAlgorithm")]
    [InlineData(400, "Unsupported header If-None-Match", "IfNoneMatch")]
    public async Task An_answer_that_means_this_store_does_not_know_it_names_the_option(int status, string code, string option)
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.CreateMultipartUpload, Effect = FaultEffect.Status(status, code) });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts: true, Conditional()));
        Assert.Contains("S3MultipartUploadOptions.Profile", failure.Message, StringComparison.Ordinal);
        Assert.Contains(option, failure.Message, StringComparison.Ordinal);
    }

    private static ProviderProfile Find(string name) => ProviderProfile.Find(name) ?? throw new InvalidOperationException(name);

    private static S3Operation StoringOperation(bool inParts) => inParts ? S3Operation.CompleteMultipartUpload : S3Operation.PutObject;

    private UploadRequest Conditional(bool ifNoneMatch = false, string? ifMatch = null, IPartSource? source = null) => new()
    {
        BucketName = Bucket,
        Key = Key,
        Source = source ?? PartSource.FromMemory(_bytes),
        IfNoneMatch = ifNoneMatch,
        IfMatch = ifMatch,
    };

    private Task<UploadManifest> Upload(bool inParts, UploadRequest request, AmazonS3Client? client = null) =>
        new MultipartUploader(client ?? Client, new S3MultipartUploadOptions
        {
            Profile = Small(ProviderProfile.AmazonS3),
            PartSizer = PartSizer.Fixed(PartSize),
            SinglePutThreshold = inParts ? 0 : 100_000,
            MaxRetries = 2,
            RetryDelay = TimeSpan.Zero,
        }).UploadAsync(request);
}
