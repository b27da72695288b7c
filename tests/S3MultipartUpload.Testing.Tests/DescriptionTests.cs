using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>What S3 tells about an object beside its bytes.</summary>
public sealed class DescriptionTests : EndpointScenario
{
    [Fact]
    public async Task Tags_are_put_read_and_deleted()
    {
        await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "x", TagSet = [new Tag { Key = "k", Value = "v+ w" }] });
        Assert.Equal("v+ w", Assert.Single((await TagsAsync()) ?? []).Value);

        await Client.PutObjectTaggingAsync(new PutObjectTaggingRequest
        {
            BucketName = Bucket,
            Key = "a",
            Tagging = new Tagging { TagSet = [new Tag { Key = "n", Value = "2" }] }
        });
        Assert.Equal("n", Assert.Single((await TagsAsync()) ?? []).Key);

        await Client.DeleteObjectTaggingAsync(new DeleteObjectTaggingRequest { BucketName = Bucket, Key = "a" });
        Assert.Empty(await TagsAsync() ?? []);
    }

    [Fact]
    public async Task Single_part_of_an_object_is_read_by_its_number()
    {
        string upload = await CreateUploadAsync("a");
        await CompleteAsync("a", upload, await UploadPartAsync("a", upload, 3, [1, 2]), await UploadPartAsync("a", upload, 9, [3, 4, 5]));

        using GetObjectResponse response =
            await Client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "a", PartNumber = 2 });
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes);

        Assert.Equal([3, 4, 5], bytes.ToArray());
        Assert.Equal(2, response.PartsCount);
        await FailsAsync(
            () => Client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "a", PartNumber = 3 }), 416, "InvalidPartNumber");
    }

    [Fact]
    public async Task Attributes_tell_the_number_of_parts()
    {
        string upload = await CreateUploadAsync("a");
        await CompleteAsync("a", upload, await UploadPartAsync("a", upload, 3, [1, 2]), await UploadPartAsync("a", upload, 9, [3, 4, 5]));

        GetObjectAttributesResponse attributes = await Client.GetObjectAttributesAsync(new GetObjectAttributesRequest
        {
            BucketName = Bucket,
            Key = "a",
            ObjectAttributes = [ObjectAttributes.ObjectParts, ObjectAttributes.ETag, ObjectAttributes.StorageClass],
        });

        Assert.Equal(2, attributes.ObjectParts.TotalPartsCount);
        Assert.EndsWith("-2", attributes.ETag, StringComparison.Ordinal);
        Assert.Equal(S3StorageClass.Standard, attributes.StorageClass);
    }

    [Fact]
    public async Task Conditional_read_is_answered_with_304_or_412()
    {
        PutObjectResponse put = await PutAsync("a", "x");

        AmazonS3Exception unchanged = await Assert.ThrowsAnyAsync<AmazonS3Exception>(
            () => Client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "a", EtagToNotMatch = put.ETag }));
        Assert.Equal(304, (int)unchanged.StatusCode);
        await FailsAsync(() => Client.GetObjectAsync(
            new GetObjectRequest { BucketName = Bucket, Key = "a", EtagToMatch = "\"00\"" }), 412, "PreconditionFailed");
    }

    [Fact]
    public async Task Complete_with_a_condition_that_fails_leaves_object_and_upload_as_they_are()
    {
        string upload = await CreateUploadAsync("a");
        PartETag part = await UploadPartAsync("a", upload, 1, "new"u8.ToArray());
        PutObjectResponse old = await PutAsync("a", "old");
        CompleteMultipartUploadRequest Request() => new() { BucketName = Bucket, Key = "a", UploadId = upload, PartETags = [part] };
        CompleteMultipartUploadRequest ifNone = Request();
        ifNone.IfNoneMatch = "*";
        CompleteMultipartUploadRequest ifOther = Request();
        ifOther.IfMatch = "\"00\"";
        CompleteMultipartUploadRequest ifOld = Request();
        ifOld.IfMatch = old.ETag;

        await FailsAsync(() => Client.CompleteMultipartUploadAsync(ifNone), 412, "PreconditionFailed");
        await FailsAsync(() => Client.CompleteMultipartUploadAsync(ifOther), 412, "PreconditionFailed");
        Assert.Equal("old"u8.ToArray(), await ReadAsync("a"));
        await Client.CompleteMultipartUploadAsync(ifOld);

        Assert.Equal("new"u8.ToArray(), await ReadAsync("a"));
    }

    private async Task<List<Tag>?> TagsAsync() =>
        (await Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = Bucket, Key = "a" })).Tagging;
}
