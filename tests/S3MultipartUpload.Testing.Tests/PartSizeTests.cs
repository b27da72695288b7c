using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>With Amazon's own smallest part size.</summary>
public sealed class PartSizeTests : EndpointScenario
{
    private const int MiB = 1 << 20;

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket } };

    [Fact]
    public async Task Only_a_part_before_the_last_may_not_be_small()
    {
        string upload = await CreateUploadAsync("a");
        PartETag large = await UploadPartAsync("a", upload, 1, RandomBytes(5 * MiB));
        PartETag small = await UploadPartAsync("a", upload, 2, [1]);
        PartETag last = await UploadPartAsync("a", upload, 3, [2]);

        await FailsAsync(() => CompleteAsync("a", upload, large, small, last), 400, "EntityTooSmall");
        await CompleteAsync("a", upload, large, last);

        Assert.Equal((5 * MiB) + 1, (await Client.GetObjectMetadataAsync(Bucket, "a")).ContentLength);
    }
}
