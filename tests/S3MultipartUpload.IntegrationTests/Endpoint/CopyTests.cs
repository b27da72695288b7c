using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests.Endpoint;

public sealed class CopyTests : EndpointTest
{
    [Fact]
    public async Task Part_is_copied_from_a_range_of_another_object()
    {
        await PutAsync("source ü", "0123456789");
        var upload = await CreateUploadAsync("a");
        var first = await CopyPartAsync(upload, 1, 7, 9);
        var second = await CopyPartAsync(upload, 2, 0, 2);

        await CompleteAsync("a", upload, first, second);

        Assert.Equal("789012"u8.ToArray(), await ReadAsync("a"));
        await FailsAsync(() => CopyPartAsync(upload, 1, 7, 10), 404, "NoSuchUpload");
        var open = await CreateUploadAsync("a");
        await FailsAsync(() => CopyPartAsync(open, 1, 7, 10), 400, "InvalidArgument");
    }

    [Fact]
    public async Task Object_is_copied_with_its_metadata_or_new_metadata()
    {
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text", Metadata = { ["x"] = "1" } });
        var request = new CopyObjectRequest { SourceBucket = Bucket, SourceKey = "a", DestinationBucket = Bucket, DestinationKey = "b" };

        await Client.CopyObjectAsync(request);
        Assert.Equal("1", (await Client.GetObjectMetadataAsync(Bucket, "b")).Metadata["x"]);

        request.MetadataDirective = Amazon.S3.S3MetadataDirective.REPLACE;
        request.Metadata["x"] = "2";
        await Client.CopyObjectAsync(request);

        Assert.Equal("2", (await Client.GetObjectMetadataAsync(Bucket, "b")).Metadata["x"]);
        Assert.Equal("text"u8.ToArray(), await ReadAsync("b"));
    }

    private async Task<PartETag> CopyPartAsync(string upload, int number, long first, long last)
    {
        var copied = await Client.CopyPartAsync(new CopyPartRequest
        {
            SourceBucket = Bucket,
            SourceKey = "source ü",
            DestinationBucket = Bucket,
            DestinationKey = "a",
            UploadId = upload,
            PartNumber = number,
            FirstByte = first,
            LastByte = last,
        });
        return new PartETag(number, copied.ETag);
    }
}
