using Amazon.S3;
using Amazon.S3.Model;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>Settings of an object that go into its requests, or are compared with its bytes.</summary>
public sealed class TargetSpecs
{
    private static readonly DateTimeOffset Until = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task I_can_lock_the_object_and_pay_for_its_requests(int threshold)
    {
        var s3 = new MockS3();
        await UploadSpecs.Uploader(s3, options => options.SinglePutThreshold = threshold).UploadAsync(new UploadRequest
        {
            BucketName = "photos",
            Key = "a",
            Source = PartSource.FromMemory(Samples.Bytes(35)),
            RequestPayer = RequestPayer.Requester,
            ObjectLockMode = ObjectLockMode.Compliance,
            ObjectLockRetainUntil = Until,
            ObjectLockLegalHold = ObjectLockLegalHoldStatus.On,
        });
        if (threshold == 0)
        {
            InitiateMultipartUploadRequest created = Assert.IsType<InitiateMultipartUploadRequest>(s3.Created);
            Assert.Equal(
                (RequestPayer.Requester, ObjectLockMode.Compliance, Until.UtcDateTime, ObjectLockLegalHoldStatus.On),
                (created.RequestPayer, created.ObjectLockMode, created.ObjectLockRetainUntilDate, created.ObjectLockLegalHoldStatus));
            Assert.All(s3.PartRequests, part => Assert.Equal(RequestPayer.Requester, part.RequestPayer));
            Assert.Equal(RequestPayer.Requester, s3.Completed?.RequestPayer);
        }
        else
        {
            PutObjectRequest put = Assert.IsType<PutObjectRequest>(s3.Put);
            Assert.Equal(
                (RequestPayer.Requester, ObjectLockMode.Compliance, Until.UtcDateTime, ObjectLockLegalHoldStatus.On),
                (put.RequestPayer, put.ObjectLockMode, put.ObjectLockRetainUntilDate, put.ObjectLockLegalHoldStatus));
        }
    }

    [Fact]
    public async Task A_lock_needs_its_mode_and_its_end()
    {
        UploadRefusedException refusal = await Assert.ThrowsAsync<UploadRefusedException>(() => UploadSpecs.Uploader(new MockS3())
            .UploadAsync(new UploadRequest
            {
                BucketName = "photos",
                Key = "a",
                Source = PartSource.FromMemory(Samples.Bytes(35)),
                ObjectLockMode = ObjectLockMode.Governance,
            }));
        Assert.Contains("ObjectLockRetainUntil", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, PartChecksumAlgorithm.Crc32)]
    [InlineData(0, PartChecksumAlgorithm.Crc64Nvme)]
    [InlineData(1_000, PartChecksumAlgorithm.Crc32C)]
    public async Task I_can_name_the_checksum_that_the_object_must_have(int threshold, PartChecksumAlgorithm algorithm)
    {
        byte[] bytes = Samples.Bytes(35);
        var s3 = new MockS3();
        UploadManifest first = await UploadAsync(s3, threshold, algorithm, bytes, checksum: null);
        string known = Assert.IsType<ObjectChecksum>(first.Checksum).Value;
        Assert.Equal(known, (await UploadAsync(new MockS3(), threshold, algorithm, bytes, known)).Checksum?.Value);

        bytes[7] ^= 1;
        var other = new MockS3();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadAsync(other, threshold, algorithm, bytes, known));
        Assert.IsType<IntegrityException>(failure.InnerException);
        Assert.Null(other.Stored);
        Assert.DoesNotContain("Complete", other.Calls);
        Assert.Equal(threshold == 0 ? FailedUploadState.Aborted : FailedUploadState.None, failure.State);
    }

    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, "AAAA")]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme, "AAAAAA==")]
    [InlineData(PartChecksumAlgorithm.Crc32, "no base64")]
    [InlineData(PartChecksumAlgorithm.Sha256, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData(PartChecksumAlgorithm.None, "AAAAAA==")]
    public async Task A_checksum_that_cannot_be_the_object_s_is_refused(PartChecksumAlgorithm algorithm, string checksum)
    {
        var s3 = new MockS3();
        UploadRefusedException refusal = await Assert.ThrowsAsync<UploadRefusedException>(
            () => UploadAsync(s3, 0, algorithm, Samples.Bytes(35), checksum));
        Assert.Contains("FullObjectChecksum", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(s3.Calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task I_can_do_without_the_upload_token(int threshold)
    {
        var s3 = new MockS3();
        await UploadSpecs.Uploader(s3, options => options.SinglePutThreshold = threshold).UploadAsync(WithoutToken());
        Assert.Empty((s3.Created?.Metadata ?? s3.Put?.Metadata)?.Keys ?? ["none"]);
    }

    /// <summary>Another object of the same size is under the key: whose it is, nothing tells.</summary>
    [Theory]
    [InlineData(35, FailedUploadState.Unknown)]
    [InlineData(36, FailedUploadState.Aborted)]
    [InlineData(null, FailedUploadState.Aborted)]
    public async Task Without_a_token_no_object_is_taken_for_ours(int? found, FailedUploadState expected)
    {
        var s3 = new MockS3
        {
            OnCall = (operation, _) => operation == "Complete" ? throw new HttpRequestException("The answer is lost.") : Task.CompletedTask,
        };
        s3.Mock.Setup(client => client.GetObjectMetadataAsync(It.IsAny<GetObjectMetadataRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => found is { } length
                ? new GetObjectMetadataResponse { ContentLength = length, ETag = "\"object\"" }
                : throw new AmazonS3Exception("not there") { StatusCode = System.Net.HttpStatusCode.NotFound });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadSpecs.Uploader(s3, options => options.MaxRetries = 0).UploadAsync(WithoutToken()));
        Assert.Equal(expected, failure.State);
    }

    private static UploadRequest WithoutToken() => new()
    {
        BucketName = "photos",
        Key = "a",
        Source = PartSource.FromMemory(Samples.Bytes(35)),
        HasUploadToken = false,
    };

    private static Task<UploadManifest> UploadAsync(
        MockS3 s3, int threshold, PartChecksumAlgorithm algorithm, byte[] bytes, string? checksum) => UploadSpecs
        .Uploader(s3, options => options.SinglePutThreshold = threshold)
        .UploadAsync(new UploadRequest
        {
            BucketName = "photos",
            Key = "a",
            Source = PartSource.FromMemory(bytes),
            ChecksumAlgorithm = algorithm,
            FullObjectChecksum = checksum,
        });
}
