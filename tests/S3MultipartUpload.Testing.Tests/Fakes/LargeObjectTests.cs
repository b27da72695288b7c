using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Fakes;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Tests.Fakes;

public sealed class LargeObjectTests
{
    [Fact]
    public void Object_larger_than_an_array_is_refused_with_where_to_read_it()
    {
        Bucket bucket = BucketOf(3L << 30);
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => InMemoryStore.Read(bucket, "large"));
        Assert.Equal(
            "The object 'large' has 3,221,225,472 bytes, which is more than one array holds: read it by the fake's Client.",
            refused.Message);
    }

    private static Bucket BucketOf(long size)
    {
        var buckets = BucketTable.Open(directory: null, discard: true, out IBlobStore _);
        buckets.Create("backups", DateTimeOffset.UnixEpoch);
        Bucket bucket = buckets.Get("backups");
        var record = new ObjectRecord
        {
            Key = "large",
            LastModified = DateTimeOffset.UnixEpoch,
            ETag = "a",
            Size = size,
            Blobs = [],
            Attributes = new ObjectAttributes { Headers = new Dictionary<string, string> { ["content-type"] = "image/png" } },
        };
        bucket.Objects.Put(record, new WriteConditions(IfMatch: null, IfNoneMatch: null));
        return bucket;
    }
}
