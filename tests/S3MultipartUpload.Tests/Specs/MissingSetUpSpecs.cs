using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>A mocked client without a set-up fails at once, not after a minute of retries. The clock stands still: nobody waits.</summary>
public sealed class MissingSetUpSpecs
{
    [Theory]
    [InlineData(MockBehavior.Loose)]
    [InlineData(MockBehavior.Strict)]
    public async Task An_upload_to_a_client_without_set_up_fails_at_once(MockBehavior behavior)
    {
        foreach (long threshold in new long[] { 0, 100 })
        {
            var uploader = new MultipartUploader(
                Client(behavior).Object,
                new S3MultipartUploadOptions { SinglePutThreshold = threshold },
                timeProvider: new FakeTimeProvider());
            MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
                () => uploader.UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(9)))));
            Assert.Matches("set-?up", failure.Message);
        }
    }

    [Theory]
    [InlineData("UploadPart")]
    [InlineData("CompleteMultipartUpload")]
    public async Task The_missing_set_up_is_named(string missing)
    {
        Mock<IAmazonS3> client = Client(MockBehavior.Loose);
        client.Setup(s3 => s3.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new InitiateMultipartUploadResponse { UploadId = "1" });
        if (missing != "UploadPart")
        {
            client.Setup(s3 => s3.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
                .ReturnsAsync(new UploadPartResponse { ETag = "\"e\"" });
        }

        var uploader = new MultipartUploader(
            client.Object, new S3MultipartUploadOptions { SinglePutThreshold = 0 }, timeProvider: new FakeTimeProvider());
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => uploader.UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(9)))));
        Assert.Contains(missing, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_fails_at_once_too()
    {
        IAmazonS3 client = Client(MockBehavior.Loose).Object;
        var uploads = new IncompleteUploads(client, timeProvider: new FakeTimeProvider());
        await Assert.ThrowsAsync<CleanupException>(
            () => uploads.ListAsync(new IncompleteUploadQuery { BucketName = "photos" }).ToListAsync().AsTask());
    }

    private static Mock<IAmazonS3> Client(MockBehavior behavior)
    {
        var client = new Mock<IAmazonS3>(behavior);
        client.Setup(s3 => s3.Config).Returns(new AmazonS3Config { ServiceURL = "http://127.0.0.1:1" });
        return client;
    }
}
