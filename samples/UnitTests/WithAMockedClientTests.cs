using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Moq;
using S3MultipartUpload;

namespace UnitTests;

/// <summary>The real uploader over a mock of the SDK's client, where an application has such mocks already.</summary>
public sealed class WithAMockedClientTests
{
    private readonly Mock<IAmazonS3> _s3 = new();

    private InvoiceArchive Archive => new(new MultipartUploader(_s3.Object));

    [Fact]
    public async Task Small_invoice_is_one_request()
    {
        PutObjectRequest? put = null;
        _s3.Setup(s3 => s3.PutObjectAsync(It.IsAny<PutObjectRequest>(), It.IsAny<CancellationToken>()))
            .Callback<PutObjectRequest, CancellationToken>((request, _) => put = request)
            .ReturnsAsync(new PutObjectResponse { ETag = "\"e\"" });

        Assert.True(await Archive.StoreAsync("4711", new MemoryStream([1, 2, 3])));

        Assert.Equal(("invoices", "4711.pdf", "*"), (put?.BucketName, put?.Key, put?.IfNoneMatch));
    }

    [Fact]
    public async Task Refused_condition_means_that_there_is_one_already()
    {
        _s3.Setup(s3 => s3.PutObjectAsync(It.IsAny<PutObjectRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new AmazonS3Exception("At least one of the pre-conditions you specified did not hold.")
            {
                StatusCode = HttpStatusCode.PreconditionFailed,
                ErrorCode = "PreconditionFailed",
            });

        Assert.False(await Archive.StoreAsync("4711", new MemoryStream([1])));
    }
}
