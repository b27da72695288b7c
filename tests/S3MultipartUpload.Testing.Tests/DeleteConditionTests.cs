using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class DeleteConditionTests : EndpointScenario
{
    [Fact]
    public async Task Object_is_deleted_only_when_it_has_the_etag_given()
    {
        PutObjectResponse put = await PutAsync("a", "text");

        await FailsAsync(() => DeleteAsync("a", "\"00\""), 412, "PreconditionFailed");
        Assert.Equal("text"u8.ToArray(), await ReadAsync("a"));
        await DeleteAsync("a", put.ETag);

        await FailsAsync(() => Client.GetObjectAsync(Bucket, "a"), 404, "NoSuchKey");
    }

    [Fact]
    public async Task Star_stands_for_any_object_but_not_for_none()
    {
        await PutAsync("a", "text");
        await DeleteAsync("a", "*");

        await FailsAsync(() => DeleteAsync("a", "*"), 404, "NoSuchKey");
        await FailsAsync(() => DeleteAsync("a", "\"00\""), 404, "NoSuchKey");
    }

    [Fact]
    public async Task Delete_marker_is_no_object()
    {
        await Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest { BucketName = Bucket, VersioningConfig = new() { Status = VersionStatus.Enabled } });
        PutObjectResponse put = await PutAsync("a", "text");
        await Client.DeleteObjectAsync(Bucket, "a");

        await FailsAsync(() => DeleteAsync("a", put.ETag), 404, "NoSuchKey");
        Assert.Equal(2, (await Client.ListVersionsAsync(Bucket)).Versions.Count);
    }

    [Theory]
    [InlineData("If-Match", "\"00\"", "&versionId=null")]
    [InlineData("x-amz-if-match-size", "4", "")]
    [InlineData("x-amz-if-match-last-modified-time", "Wed, 21 Oct 2015 07:28:00 GMT", "")]
    public async Task Condition_that_only_directory_buckets_have_is_not_implemented_and_deletes_nothing(
        string header, string value, string query)
    {
        await PutAsync("a", "text");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(Server.Endpoint, $"/{Bucket}/a?x-id=DeleteObject{query}"));
        request.Headers.TryAddWithoutValidation(header, value);

        using HttpResponseMessage answer = await http.SendAsync(request);

        Assert.Equal(501, (int)answer.StatusCode);
        Assert.Equal("text"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Of_several_objects_those_with_another_etag_stay()
    {
        PutObjectResponse first = await PutAsync("a", "1");
        await PutAsync("b", "2");
        var request = new DeleteObjectsRequest
        {
            BucketName = Bucket,
            Quiet = true,
            Objects = [new KeyVersion { Key = "a", ETag = first.ETag }, new KeyVersion { Key = "b", ETag = first.ETag }],
        };

        DeleteObjectsException error = await Assert.ThrowsAsync<DeleteObjectsException>(() => Client.DeleteObjectsAsync(request));

        DeleteError refused = Assert.Single(error.Response.DeleteErrors);
        Assert.Equal(("b", "PreconditionFailed"), (refused.Key, refused.Code));
        Assert.Equal("b", Assert.Single((await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects).Key);
    }

    private Task<DeleteObjectResponse> DeleteAsync(string key, string eTag) =>
        Client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = Bucket, Key = key, IfMatch = eTag });
}
