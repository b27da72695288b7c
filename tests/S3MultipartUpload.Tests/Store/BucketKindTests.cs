using Amazon.S3;
using Amazon.S3.Model;
using Moq;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Tests;

/// <summary>Directory buckets take prefixes that end with a slash, and no others.</summary>
public sealed class BucketKindTests
{
    [Theory]
    [InlineData("photos", "a/b", "a/b")]
    [InlineData("photos--use1-az4--x-s3", "a/b", "a/")]
    [InlineData("photos--use1-az4--x-s3", "a/b/", "a/b/")]
    [InlineData("photos--use1-az4--x-s3", "b", null)]
    [InlineData("photos--use1-az4--x-s3", null, null)]
    public void A_prefix_is_asked_for_as_the_bucket_takes_it(string bucket, string? prefix, string? asked) =>
        Assert.Equal(asked, BucketKind.PrefixFor(bucket, prefix));

    [Fact]
    public async Task Keys_of_other_prefixes_are_left_out()
    {
        const string bucket = "photos--use1-az4--x-s3";
        var client = new Mock<IAmazonS3>();
        List<ListMultipartUploadsRequest> calls = [];
        client.Setup(s3 => s3.ListMultipartUploadsAsync(It.IsAny<ListMultipartUploadsRequest>(), It.IsAny<CancellationToken>()))
            .Callback((ListMultipartUploadsRequest call, CancellationToken _) => calls.Add(call))
            .ReturnsAsync(() => new ListMultipartUploadsResponse
            {
                IsTruncated = calls.Count == 1,
                NextKeyMarker = "a/bc",
                NextUploadIdMarker = "2",
                MultipartUploads = calls.Count == 1
                    ? [new MultipartUpload { Key = "a/x", UploadId = "1" }, new MultipartUpload { Key = "a/bc", UploadId = "2" }]
                    : [new MultipartUpload { Key = "a/b", UploadId = "3" }],
            });
        List<IncompleteUpload> found = await new IncompleteUploads(client.Object)
            .ListAsync(new IncompleteUploadQuery { BucketName = bucket, Prefix = "a/b" }).ToListAsync();
        Assert.Equal(["2", "3"], found.Select(upload => upload.UploadId));
        Assert.All(calls, call => Assert.Equal(("a/", null), (call.Prefix, call.UploadIdMarker)));
        Assert.Equal("a/bc", calls[1].KeyMarker);
    }
}
