using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class BucketTests : EndpointScenario
{
    [Fact]
    public async Task Bucket_is_created_listed_and_deleted()
    {
        await Client.PutBucketAsync("second-bucket");
        IEnumerable<string> names = (await Client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName);
        Assert.Equal([Bucket, "second-bucket"], names);

        await Client.DeleteBucketAsync("second-bucket");

        await FailsAsync(() => Client.DeleteBucketAsync("second-bucket"), 404, "NoSuchBucket");
    }

    [Fact]
    public async Task Bucket_with_an_object_is_not_deleted()
    {
        await PutAsync("a", "a");

        await FailsAsync(() => Client.DeleteBucketAsync(Bucket), 409, "BucketNotEmpty");
    }

    [Fact]
    public async Task Endpoint_does_not_start_with_a_bucket_name_outside_the_rules()
    {
        var options = new S3MultipartUpload.Testing.S3TestServerOptions { BucketNames = { "b" } };

        ArgumentException error =
            await Assert.ThrowsAsync<ArgumentException>(() => S3MultipartUpload.Testing.S3TestServer.StartAsync(options));

        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_pages_through_keys_in_the_order_of_their_utf8_bytes()
    {
        string[] keys = ["a", "a/b", "a/c", "b", "\uFFFD", "😀"];
        foreach (string key in keys)
        {
            await PutAsync(key, "x");
        }

        var found = new List<string>();
        var request = new ListObjectsV2Request { BucketName = Bucket, MaxKeys = 2 };
        ListObjectsV2Response page;
        do
        {
            page = await Client.ListObjectsV2Async(request);
            found.AddRange(page.S3Objects.Select(item => item.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        Assert.Equal(keys, found);
    }

    [Fact]
    public async Task Listing_with_a_delimiter_rolls_keys_up_across_pages()
    {
        foreach (string key in (string[])["a", "b/1", "b/2", "b/3", "c/1", "d"])
        {
            await PutAsync(key, "x");
        }

        ListObjectsV2Response first = await Client.ListObjectsV2Async(new() { BucketName = Bucket, Delimiter = "/", MaxKeys = 2 });
        ListObjectsV2Response second = await Client.ListObjectsV2Async(
            new() { BucketName = Bucket, Delimiter = "/", MaxKeys = 2, ContinuationToken = first.NextContinuationToken });

        Assert.Equal(["a", "b/"], [Assert.Single(first.S3Objects).Key, .. first.CommonPrefixes]);
        Assert.Equal(["d", "c/"], [Assert.Single(second.S3Objects).Key, .. second.CommonPrefixes]);
        Assert.False(second.IsTruncated);
    }

    [Fact]
    public async Task Several_objects_are_deleted_in_one_request()
    {
        await PutAsync("a", "x");
        await PutAsync("b", "x");
        await PutAsync("c", "x");

        DeleteObjectsResponse deleted =
            await Client.DeleteObjectsAsync(new() { BucketName = Bucket, Objects = [new() { Key = "a" }, new() { Key = "c" }] });

        Assert.Equal(["a", "c"], deleted.DeletedObjects.Select(item => item.Key));
        Assert.Equal("b", Assert.Single((await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects).Key);
    }
}
