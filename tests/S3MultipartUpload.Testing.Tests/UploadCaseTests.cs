using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The behaviours of ceph/s3-tests' multipart cases that concern what an upload leaves and tells.</summary>
public sealed class UploadCaseTests : EndpointScenario
{
    [Fact]
    public async Task Upload_that_nobody_created_is_neither_completed_nor_aborted()
    {
        await PutAsync("a", "old");

        await FailsAsync(() => CompleteAsync("a", "abc1234def", new PartETag(1, "1234")), 404, "NoSuchUpload");
        await FailsAsync(() => Client.AbortMultipartUploadAsync(Bucket, "a", "56788"), 404, "NoSuchUpload");
    }

    [Fact]
    public async Task Abort_leaves_the_old_object_or_none()
    {
        await PutAsync("old", "old");
        foreach (string key in (string[])["old", "none"])
        {
            string upload = await CreateUploadAsync(key);
            await UploadPartAsync(key, upload, 1, "new"u8.ToArray());
            await Client.AbortMultipartUploadAsync(Bucket, key, upload);
        }

        Assert.Equal("old"u8.ToArray(), await ReadAsync("old"));
        await FailsAsync(() => ReadAsync("none"), 404, "NoSuchKey");
    }

    [Fact]
    public async Task What_is_said_at_create_describes_the_object()
    {
        InitiateMultipartUploadResponse created = await Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            ContentType = "text/bla",
            Metadata = { ["foo"] = "bar" },
            TagSet = [new Tag { Key = "Hello", Value = "World" }, new Tag { Key = "foo", Value = "bar" }],
        });
        await CompleteAsync("a", created.UploadId, await UploadPartAsync("a", created.UploadId, 1, [1]));

        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Bucket, "a");
        Assert.Equal(("text/bla", "bar"), (head.Headers.ContentType, head.Metadata["foo"]));
        var request = new GetObjectTaggingRequest { BucketName = Bucket, Key = "a" };
        Assert.Equal([("Hello", "World"), ("foo", "bar")], (
            await Client.GetObjectTaggingAsync(request)).Tagging.Select(tag => (tag.Key, tag.Value)));
        await Client.DeleteObjectTaggingAsync(new DeleteObjectTaggingRequest { BucketName = Bucket, Key = "a" });
        Assert.Empty((await Client.GetObjectTaggingAsync(request)).Tagging ?? []);
    }

    [Fact]
    public async Task Part_of_an_object_tells_the_whole_object_s_etag_and_how_many_there_are()
    {
        string upload = await CreateUploadAsync("a");
        PartETag[] parts = [await UploadPartAsync("a", upload, 1, [1, 2]), await UploadPartAsync("a", upload, 2, [3])];
        await FailsAsync(() => PartAsync("a", 1), 404, "NotFound");
        string eTag = (await CompleteAsync("a", upload, parts)).ETag;

        Assert.Equal([(eTag, 2, 2), (eTag, 2, 1)], [await PartAsync("a", 1), await PartAsync("a", 2)]);
    }

    [Fact]
    public async Task Object_put_whole_is_its_own_first_part_and_has_no_second()
    {
        PutObjectResponse put = await PutAsync("a", "body");

        Assert.Equal((put.ETag, null, 4), await PartAsync("a", 1));
        var second = new GetObjectRequest { BucketName = Bucket, Key = "a", PartNumber = 2 };
        await FailsAsync(() => Client.GetObjectAsync(second), 416, "InvalidPartNumber");
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Enabled", true)]
    [InlineData("Suspended", false)]
    public async Task Complete_names_a_version_only_where_the_bucket_keeps_versions(string? status, bool named)
    {
        if (status is not null)
        {
            await Client.PutBucketVersioningAsync(new PutBucketVersioningRequest
            {
                BucketName = Bucket,
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.FindValue(status) },
            });
        }

        string upload = await CreateUploadAsync("a");
        CompleteMultipartUploadResponse completed = await CompleteAsync("a", upload, await UploadPartAsync("a", upload, 1, [1]));

        Assert.Equal(named, completed.VersionId is not null);
        if (named)
        {
            Assert.Equal(completed.VersionId, Assert.Single((await Client.ListVersionsAsync(Bucket)).Versions).VersionId);
        }
    }

    [Fact]
    public async Task Complete_on_condition_of_an_object_that_is_not_there_is_refused()
    {
        string upload = await CreateUploadAsync("a");
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            UploadId = upload,
            PartETags = [await UploadPartAsync("a", upload, 1, [1])],
            IfMatch = "\"00\"",
        };

        await FailsAsync(() => Client.CompleteMultipartUploadAsync(request), 404, "NoSuchKey");
        request.IfMatch = (await PutAsync("a", "old")).ETag;
        await Client.CompleteMultipartUploadAsync(request);

        Assert.Equal([1], await ReadAsync("a"));
    }

    [Fact]
    public async Task Checksums_are_told_of_the_object_where_asked_and_of_each_part()
    {
        string upload = (await Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "a", ChecksumAlgorithm = ChecksumAlgorithm.SHA256 })).UploadId;
        List<UploadPartResponse> sent = [];
        foreach (int number in (int[])[1, 2])
        {
            sent.Add(await Client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = Bucket,
                Key = "a",
                UploadId = upload,
                PartNumber = number,
                InputStream = new MemoryStream([(byte)number]),
                ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            }));
        }

        var request = new CompleteMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            UploadId = upload,
            PartETags = [.. sent.Select((part, index) => new PartETag(index + 1, part.ETag) { ChecksumSHA256 = part.ChecksumSHA256 })],
        };
        CompleteMultipartUploadResponse first = await Client.CompleteMultipartUploadAsync(request);
        CompleteMultipartUploadResponse again = await Client.CompleteMultipartUploadAsync(request);

        Assert.EndsWith("-2", first.ChecksumSHA256, StringComparison.Ordinal);
        Assert.Equal((first.ETag, first.ChecksumSHA256), (again.ETag, again.ChecksumSHA256));
        Assert.Null((await Client.GetObjectMetadataAsync(Bucket, "a")).ChecksumSHA256);
        GetObjectAttributesResponse told = await Client.GetObjectAttributesAsync(new GetObjectAttributesRequest
        {
            BucketName = Bucket,
            Key = "a",
            ObjectAttributes = [ObjectAttributes.Checksum, ObjectAttributes.ObjectParts, ObjectAttributes.ObjectSize],
        });
        Assert.Equal((2, first.ChecksumSHA256.Split('-')[0]), (told.ObjectSize, told.Checksum.ChecksumSHA256.Split('-')[0]));
        Assert.Equal(sent.Select(part => part.ChecksumSHA256), told.ObjectParts.Parts.Select(part => part.ChecksumSHA256));
        foreach (int number in (int[])[1, 2])
        {
            GetObjectMetadataResponse part = await Client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = Bucket, Key = "a", PartNumber = number, ChecksumMode = ChecksumMode.ENABLED });
            Assert.Equal(sent[number - 1].ChecksumSHA256, part.ChecksumSHA256);
        }
    }

    private async Task<(string ETag, int? Count, long Length)> PartAsync(string key, int number)
    {
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = Bucket, Key = key, PartNumber = number });
        return (head.ETag, head.PartsCount, head.ContentLength);
    }
}
