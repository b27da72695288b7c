using Moq;
using S3MultipartUpload;

namespace UnitTests;

/// <summary>
/// A mock of the interface, where a test wants to say every answer itself: manifests and exceptions have public constructors.
/// </summary>
public sealed class WithAMockedUploaderTests
{
    private readonly Mock<IMultipartUploader> _uploader = new();

    [Fact]
    public async Task Invoice_is_stored_under_its_number_and_only_where_there_is_none()
    {
        _uploader.Setup(uploader => uploader.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new UploadManifest { BucketName = "invoices", Key = "4711.pdf", IsComplete = true, Parts = [] });

        Assert.True(await new InvoiceArchive(_uploader.Object).StoreAsync("4711", new MemoryStream([1])));

        _uploader.Verify(
            uploader => uploader.UploadAsync(
                It.Is<UploadRequest>(request => request.Key == "4711.pdf" && request.IfNoneMatch), It.IsAny<CancellationToken>()),
            Times.Once);
    }

    [Theory]
    [InlineData(FailedUploadState.Aborted, typeof(ArchiveUnavailableException))]
    [InlineData(FailedUploadState.Unknown, typeof(ArchiveUnavailableException))]
    [InlineData(FailedUploadState.Suspect, typeof(MultipartUploadException))]
    public async Task Failure_is_told_by_its_state(FailedUploadState state, Type told)
    {
        var manifest = new UploadManifest { BucketName = "invoices", Key = "4711.pdf", Parts = [] };
        _uploader.Setup(uploader => uploader.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new MultipartUploadException("It failed.", manifest, state, partNumber: 2, new IOException("The cable is cut.")));

        await Assert.ThrowsAsync(told, () => new InvoiceArchive(_uploader.Object).StoreAsync("4711", new MemoryStream([1])));
    }
}
