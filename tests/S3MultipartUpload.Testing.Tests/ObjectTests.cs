using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class ObjectTests : EndpointScenario
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Object_put_comes_back_byte_for_byte_with_its_md5_as_etag(int length)
    {
        byte[] bytes = RandomBytes(length);

        PutObjectResponse put =
            await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", InputStream = new MemoryStream(bytes) });

        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"", put.ETag);
        Assert.Equal(bytes, await ReadAsync("a"));
    }

    [Fact]
    public async Task Attributes_given_at_put_come_back()
    {
        await Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = Bucket,
            Key = "a",
            ContentBody = "text",
            ContentType = "text/x-test",
            Headers = { CacheControl = "max-age=5", ContentDisposition = "attachment", ContentEncoding = "identity" },
            Metadata = { ["Colour"] = "blue" },
            TagSet = [new Tag { Key = "team", Value = "a b" }],
            StorageClass = S3StorageClass.StandardInfrequentAccess,
            ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256,
        });

        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Bucket, "a");

        Assert.Equal("text/x-test", head.Headers.ContentType);
        Assert.Equal("max-age=5", head.Headers.CacheControl);
        Assert.Equal("attachment", head.Headers.ContentDisposition);
        Assert.Equal("identity", head.Headers.ContentEncoding);
        Assert.Equal("blue", head.Metadata["colour"]);
        Assert.Equal(S3StorageClass.StandardInfrequentAccess, head.StorageClass);
        Assert.Equal(ServerSideEncryptionMethod.AES256, head.ServerSideEncryptionMethod);
        Assert.Equal(4, head.ContentLength);
    }

    [Theory]
    [InlineData("bytes=2-4", "234")]
    [InlineData("bytes=7-", "789")]
    [InlineData("bytes=-2", "89")]
    [InlineData("bytes=8-100", "89")]
    public async Task Range_of_an_object_is_answered_with_just_those_bytes(string range, string expected)
    {
        await PutAsync("a", "0123456789");

        using GetObjectResponse response = await Client
            .GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "a", ByteRange = new ByteRange(range) });

        Assert.Equal(HttpStatusCode.PartialContent, response.HttpStatusCode);
        Assert.Equal(expected, await new StreamReader(response.ResponseStream).ReadToEndAsync());
    }

    [Fact]
    public async Task Range_behind_the_end_is_refused()
    {
        await PutAsync("a", "0123456789");

        await FailsAsync(
            () => Client.GetObjectAsync(new GetObjectRequest
            {
                BucketName = Bucket,
                Key = "a",
                ByteRange = new ByteRange("bytes=10-")
            }), 416, "InvalidRange");
    }

    [Fact]
    public async Task Missing_bucket_and_missing_key_have_their_own_errors()
    {
        await FailsAsync(() => Client.GetObjectAsync(Bucket, "none"), 404, "NoSuchKey");
        await FailsAsync(() => Client.GetObjectAsync("no-such-bucket", "none"), 404, "NoSuchBucket");
        await FailsAsync(() => Client.PutObjectAsync(
            new PutObjectRequest { BucketName = "no-such-bucket", Key = "a", ContentBody = "a" }), 404, "NoSuchBucket");
    }

    [Fact]
    public async Task Deleted_object_is_gone_and_deleting_again_succeeds()
    {
        await PutAsync("a", "a");

        await Client.DeleteObjectAsync(Bucket, "a");
        await Client.DeleteObjectAsync(Bucket, "a");

        await FailsAsync(() => Client.GetObjectAsync(Bucket, "a"), 404, "NoSuchKey");
    }

    [Fact]
    public async Task Key_of_1024_bytes_passes_and_one_byte_more_is_refused()
    {
        string longest = string.Concat(Enumerable.Repeat("ü", 512));
        await PutAsync(longest, "a");

        await FailsAsync(() => PutAsync(longest + "x", "a"), 400, "KeyTooLongError");
        Assert.Equal("a"u8.ToArray(), await ReadAsync(longest));
    }

    [Fact]
    public async Task Wrong_content_md5_is_refused_and_nothing_is_stored()
    {
        var request =
            new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text", MD5Digest = Convert.ToBase64String(new byte[16]) };

        await FailsAsync(() => Client.PutObjectAsync(request), 400, "BadDigest");
        await FailsAsync(() => Client.GetObjectAsync(Bucket, "a"), 404, "NoSuchKey");
    }

    [Fact]
    public async Task Put_with_if_none_match_is_refused_once_the_object_exists()
    {
        Func<PutObjectRequest> request = () =>
            new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text", IfNoneMatch = "*" };
        await Client.PutObjectAsync(request());

        await FailsAsync(() => Client.PutObjectAsync(request()), 412, "PreconditionFailed");
    }

    [Fact]
    public async Task Bucket_of_another_owner_than_expected_is_refused()
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text", ExpectedBucketOwner = "999999999999" };
        await FailsAsync(() => Client.PutObjectAsync(request), 403, "AccessDenied");

        request.ExpectedBucketOwner = Server.AccountId;

        Assert.NotNull((await Client.PutObjectAsync(request)).ETag);
    }

    [Fact]
    public async Task Raw_body_of_unknown_length_is_refused()
    {
        using var http = new HttpClient();
        using var request =
            new HttpRequestMessage(HttpMethod.Put, new Uri(Server.Endpoint, "photos/a")) { Content = new StringContent("x") };
        request.Headers.TransferEncodingChunked = true;

        using HttpResponseMessage response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Equal("NotImplemented", Server.Requests[^1].ErrorCode);
    }
}
