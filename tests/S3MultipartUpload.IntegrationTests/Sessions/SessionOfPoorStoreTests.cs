using Amazon.S3;
using Amazon.S3.Model;
using Moq;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Sessions at stores that keep no checksums, or that list parts badly.</summary>
public sealed class SessionOfPoorStoreTests
{
    private readonly Mock<IAmazonS3> _s3 = new();
    private CompleteMultipartUploadRequest? _completed;

    public SessionOfPoorStoreTests()
    {
        _s3.Setup(s3 => s3.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new InitiateMultipartUploadResponse { UploadId = "1" });
        _s3.Setup(s3 => s3.CompleteMultipartUploadAsync(It.IsAny<CompleteMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((CompleteMultipartUploadRequest request, CancellationToken _) =>
            {
                _completed = request;
                return new CompleteMultipartUploadResponse { ETag = "\"object\"" };
            });
    }

    [Fact]
    public async Task Parts_of_other_sessions_without_checksums_are_completed()
    {
        Lists(after: null, Page(next: null, Part(1), Part(2)));
        UploadManifest manifest = await (await Start()).CompleteAsync();
        Assert.True(manifest.IsComplete);
        Assert.Null(manifest.Checksum);
        Assert.Equal(["1", "2"], _completed?.PartETags.Select(part => part.ETag));
    }

    [Fact]
    public async Task A_page_that_names_no_next_one_is_gone_on_behind()
    {
        ListPartsResponse first = Page(next: null, Part(1));
        first.IsTruncated = true;
        Lists(after: null, first);
        Lists(after: "1", Page(next: null, Part(2)));
        Assert.Equal(2, (await (await Start()).CompleteAsync()).Parts.Count);
    }

    [Fact]
    public async Task A_list_that_does_not_go_on_is_not_completed_as_if_it_were_whole()
    {
        Lists(after: null, Page(next: 1, Part(1)));
        Lists(after: "1", Page(next: 1, Part(1)));
        IMultipartSession session = await Start();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => session.CompleteAsync());
        Assert.Equal(FailedUploadState.Kept, failure.State);
        Assert.Null(_completed);
    }

    private static PartDetail Part(int number) => new() { PartNumber = number, Size = 6_000_000, ETag = $"{number}" };

    private static ListPartsResponse Page(int? next, params List<PartDetail> parts) =>
        new() { IsTruncated = next is not null, NextPartNumberMarker = next, Parts = parts };

    private void Lists(string? after, ListPartsResponse page) => _s3
        .Setup(s3 => s3.ListPartsAsync(
            It.Is<ListPartsRequest>(request => request.PartNumberMarker == after), It.IsAny<CancellationToken>()))
        .ReturnsAsync(page);

    private Task<IMultipartSession> Start() =>
        new MultipartUploader(_s3.Object).StartAsync(new UploadTarget { BucketName = "photos", Key = "a" });
}
