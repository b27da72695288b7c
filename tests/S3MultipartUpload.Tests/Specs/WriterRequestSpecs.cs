using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>What is asked of the uploader when an object is written.</summary>
public sealed class WriterRequestSpecs
{
    private static UploadTarget Target => WriterSpecs.Target;

    [Fact]
    public async Task I_am_told_how_far_it_is_and_choose_the_part_size()
    {
        var reports = new Reports();
        await using ObjectWriter writer = await UploadSpecs.Uploader(new MockS3()).OpenWriteAsync(Target, partSize: 12, reports);
        await writer.WriteAsync(Samples.Bytes(35));
        UploadManifest manifest = await writer.CompleteAsync();
        Assert.Equal(12, manifest.PartSize);
        Assert.Equal((35, 3), (reports.Last.BytesStored, reports.Last.PartsStored));
    }

    [Fact]
    public async Task The_request_has_all_settings_of_the_target()
    {
        var target = new UploadTarget
        {
            BucketName = "b",
            Key = "k",
            ContentType = "a/b",
            ContentEncoding = "gzip",
            ContentDisposition = "inline",
            ContentLanguage = "de",
            CacheControl = "no-cache",
            Expires = DateTimeOffset.UnixEpoch,
            Metadata = new Dictionary<string, string> { ["a"] = "b" },
            Tags = new Dictionary<string, string> { ["c"] = "d" },
            StorageClass = Amazon.S3.S3StorageClass.Glacier,
            Encryption = ServerSideEncryption.Kms("key"),
            CannedAcl = Amazon.S3.S3CannedACL.PublicRead,
            ExpectedBucketOwner = "1",
            RequestPayer = Amazon.S3.RequestPayer.Requester,
            ObjectLockMode = Amazon.S3.ObjectLockMode.Compliance,
            ObjectLockRetainUntil = DateTimeOffset.UnixEpoch,
            ObjectLockLegalHold = Amazon.S3.ObjectLockLegalHoldStatus.On,
            ChecksumAlgorithm = PartChecksumAlgorithm.Sha256,
            IfNoneMatch = true,
            IfMatch = "e",
            FullObjectChecksum = "c",
            HasUploadToken = false,
        };
        UploadRequest? request = null;
        await using ObjectWriter writer = await WriterSpecs.Discarding(asked => request = asked).OpenWriteAsync(target);
        var none = new UploadTarget { BucketName = "", Key = "" };
        Assert.All(typeof(ObjectSettings).GetProperties(), setting =>
        {
            Assert.NotEqual(setting.GetValue(none), setting.GetValue(target));
            Assert.Equal(setting.GetValue(target), setting.GetValue(request));
        });
    }

    [Fact]
    public async Task No_checkpoint_store_is_asked()
    {
        var store = new Mock<ICheckpointStore>(MockBehavior.Strict);
        var s3 = new MockS3();
        MultipartUploader uploader = UploadSpecs.Uploader(s3, options => options.CheckpointStore = store.Object);
        await using (ObjectWriter writer = await uploader.OpenWriteAsync(Target))
        {
            await writer.WriteAsync(Samples.Bytes(25));
            await writer.CompleteAsync();
        }

        Assert.Equal(Samples.Bytes(25), s3.Stored);
        s3.OnPart = (_, _, _) => throw new InvalidOperationException("No.");
        await using ObjectWriter failing = await uploader.OpenWriteAsync(Target);
        await failing.WriteAsync(Samples.Bytes(25));
        Assert.Equal(
            FailedUploadState.Aborted, (await Assert.ThrowsAsync<MultipartUploadException>(() => failing.CompleteAsync())).State);
    }

    [Fact]
    public async Task A_mocked_uploader_will_do()
    {
        var receipt = new UploadManifest { BucketName = "photos", Key = "summer.csv", Parts = [] };
        var uploader = new Mock<IMultipartUploader>();
        uploader.Setup(mock => mock.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>())).ReturnsAsync(receipt);
        await using ObjectWriter writer = await uploader.Object.OpenWriteAsync(Target);
        await writer.WriteAsync(new byte[1_000_000]);
        await writer.FlushAsync();
        Assert.Same(receipt, await writer.CompleteAsync());
    }

    private sealed class Reports : IProgress<UploadProgress>
    {
        public UploadProgress Last { get; private set; }

        public void Report(UploadProgress value) => Last = value;
    }
}
