using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>What a copy asks of the store.</summary>
public sealed class CopySpecs
{
    private const long GiB = ServiceLimits.GiB;

    private readonly Mock<IAmazonS3> _client = new();
    private readonly ConcurrentBag<CopyPartRequest> _parts = [];

    public CopySpecs()
    {
        _client.Setup(s3 => s3.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new InitiateMultipartUploadResponse { UploadId = "upload" });
        _client.Setup(s3 => s3.GetObjectTaggingAsync(It.IsAny<GetObjectTaggingRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new GetObjectTaggingResponse());
        _client.Setup(s3 => s3.CopyPartAsync(It.IsAny<CopyPartRequest>(), It.IsAny<CancellationToken>()))
            .Callback<CopyPartRequest, CancellationToken>((request, _) => _parts.Add(request))
            .ReturnsAsync((CopyPartRequest request, CancellationToken _) => new CopyPartResponse { ETag = $"\"{request.PartNumber}\"" });
        _client.Setup(s3 => s3.CompleteMultipartUploadAsync(It.IsAny<CompleteMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new CompleteMultipartUploadResponse { ETag = "\"object\"" });
    }

    [Theory]
    [InlineData((6 * GiB) + 1, null)]
    [InlineData(6 * 1024 * GiB, null)]
    [InlineData((12 * GiB) + 3, 5 * GiB)]
    public async Task I_can_copy_objects_over_5_GiB(long size, long? partSize)
    {
        Head(size);
        UploadManifest manifest = await Uploader().CopyAsync(Request(partSize, new CopySource { BucketName = "from", Key = "large" }));
        Assert.Equal((size, true), (manifest.Size, manifest.IsComplete));
        long next = 0;
        foreach (CopyPartRequest part in _parts.OrderBy(part => part.PartNumber))
        {
            Assert.Equal(("from", "large", next), (part.SourceBucket, part.SourceKey, part.FirstByte));
            Assert.Equal(["\"source\""], part.ETagToMatch);
            Assert.InRange(part.LastByte - part.FirstByte ?? 0, 0, (5 * GiB) - 1);
            next = part.LastByte + 1 ?? 0;
        }

        Assert.Equal(size, next);
        Assert.InRange(_parts.Count, 1, 10_000);
    }

    [Fact]
    public async Task More_than_10_000_parts_are_refused_before_anything_is_stored()
    {
        Head(6 * ServiceLimits.MiB);
        CopySource[] sources =
            [.. Enumerable.Range(0, 10_001).Select(number => new CopySource { BucketName = "from", Key = $"{number}" })];
        await Assert.ThrowsAsync<UploadRefusedException>(() => Uploader().CopyAsync(Request(partSize: null, sources)));
        _client.Verify(
            s3 => s3.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task An_object_is_looked_at_once_however_often_it_is_a_source()
    {
        Head(6 * ServiceLimits.MiB);
        await Uploader().CopyAsync(
            Request(partSize: null, [.. Enumerable.Repeat(new CopySource { BucketName = "from", Key = "a" }, 50)]));
        Assert.Equal(50, _parts.Count);
        _client.Verify(
            s3 => s3.GetObjectMetadataAsync(It.IsAny<GetObjectMetadataRequest>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    private static CopyRequest Request(long? partSize, params CopySource[] sources) =>
        new() { BucketName = "to", Key = "copy", Sources = sources, PartSize = partSize };

    private void Head(long size) => _client
        .Setup(s3 => s3.GetObjectMetadataAsync(It.IsAny<GetObjectMetadataRequest>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(new GetObjectMetadataResponse { ETag = "\"source\"", ContentLength = size });

    private MultipartUploader Uploader() => new(
        _client.Object,
        new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.AmazonS3 with { ConfirmsChecksums = false },
        });
}
