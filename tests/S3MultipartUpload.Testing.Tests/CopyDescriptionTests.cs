using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>What becomes of everything about an object but its bytes when it is copied.</summary>
public sealed class CopyDescriptionTests : RawScenario
{
    private const string Source = $"/{Bucket}/a";

    [Fact]
    public async Task Description_and_tags_are_taken_over_but_not_how_the_source_is_stored()
    {
        await PutSourceAsync(S3StorageClass.StandardInfrequentAccess);

        await CopyAsync("b", ("x-amz-tagging", "ignored=1"), ("x-amz-meta-ignored", "1"), ("Content-Type", "text/ignored"));

        GetObjectMetadataResponse copy = await Client.GetObjectMetadataAsync(Bucket, "b");
        Assert.Equal(("text/a", "1", null), (copy.Headers.ContentType, copy.Metadata["x"], copy.Metadata["ignored"]));
        Assert.Null(copy.StorageClass);
        Assert.Equal(["k=v"], await TagsAsync("b"));
    }

    [Fact]
    public async Task Directives_say_what_is_replaced_each_for_itself()
    {
        await PutSourceAsync();

        await CopyAsync("b", ("x-amz-tagging-directive", "REPLACE"), ("x-amz-tagging", "new=1"));
        await CopyAsync("c", ("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-y", "2"));

        Assert.Equal("1", (await Client.GetObjectMetadataAsync(Bucket, "b")).Metadata["x"]);
        Assert.Equal(["new=1"], await TagsAsync("b"));
        GetObjectMetadataResponse replaced = await Client.GetObjectMetadataAsync(Bucket, "c");
        Assert.Equal((null, "2"), (replaced.Metadata["x"], replaced.Metadata["y"]));
        Assert.Equal(["k=v"], await TagsAsync("c"));
        AssertRefused(await CopyAsync("d", ("x-amz-metadata-directive", "MERGE")), 400, "InvalidArgument");
        AssertRefused(await CopyAsync("d", ("x-amz-tagging-directive", "MERGE")), 400, "InvalidArgument");
    }

    [Theory]
    [InlineData("x-amz-storage-class", "STANDARD")]
    [InlineData("x-amz-website-redirect-location", "/b")]
    [InlineData("x-amz-server-side-encryption", "AES256")]
    [InlineData("x-amz-metadata-directive", "REPLACE")]
    public async Task Object_is_copied_to_itself_only_to_change_it(string header, string value)
    {
        await PutSourceAsync();

        AssertRefused(await CopyAsync("a"), 400, "InvalidRequest");
        Assert.Equal(200, (await CopyAsync("a", (header, value))).Status);

        Assert.Equal("text"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Storage_class_and_encryption_are_the_requests()
    {
        await PutSourceAsync();

        await CopyAsync("a", ("x-amz-storage-class", "GLACIER_IR"), ("x-amz-server-side-encryption", "AES256"));

        GetObjectMetadataResponse copy = await Client.GetObjectMetadataAsync(Bucket, "a");
        Assert.Equal((S3StorageClass.GlacierInstantRetrieval, "AES256"), (copy.StorageClass, copy.ServerSideEncryptionMethod.Value));
        Assert.Equal("1", copy.Metadata["x"]);
    }

    [Fact]
    public async Task Old_version_is_copied_over_the_current_one()
    {
        await Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest { BucketName = Bucket, VersioningConfig = new() { Status = VersionStatus.Enabled } });
        PutObjectResponse old = await PutAsync("a", "old");
        await PutAsync("a", "new");

        CopyObjectResponse copied = await Client.CopyObjectAsync(new CopyObjectRequest
        {
            SourceBucket = Bucket,
            SourceKey = "a",
            SourceVersionId = old.VersionId,
            DestinationBucket = Bucket,
            DestinationKey = "a",
        });

        Assert.Equal(old.VersionId, copied.SourceVersionId);
        Assert.Equal("old"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Delete_marker_is_no_source()
    {
        await Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest { BucketName = Bucket, VersioningConfig = new() { Status = VersionStatus.Enabled } });
        await PutAsync("a", "old");
        string marker = (await Client.DeleteObjectAsync(Bucket, "a")).VersionId;

        AssertRefused(await CopyAsync("b"), 404, "NoSuchKey");
        AssertRefused(
            await SendAsync(Put, $"/{Bucket}/b", headers: ("x-amz-copy-source", $"{Source}?versionId={marker}")), 400, "InvalidRequest");
    }

    [Fact]
    public async Task Checksum_is_the_one_asked_for_or_of_the_sources_kind()
    {
        await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text", ChecksumAlgorithm = ChecksumAlgorithm.SHA1 });

        Assert.Contains("<ChecksumSHA1>", (await CopyAsync("b")).Body, StringComparison.Ordinal);
        Assert.Contains("<ChecksumSHA256>", (await CopyAsync("b", ("x-amz-checksum-algorithm", "SHA256"))).Body, StringComparison.Ordinal);
        AssertRefused(await CopyAsync("b", ("x-amz-checksum-algorithm", "CRC16")), 400, "InvalidRequest");
    }

    [Fact]
    public async Task Destination_is_written_on_its_own_conditions()
    {
        await PutSourceAsync();
        PutObjectResponse other = await PutAsync("b", "other");

        AssertRefused(await CopyAsync("b", ("If-None-Match", "*")), 412, "PreconditionFailed");
        AssertRefused(await CopyAsync("b", ("If-Match", "\"00\"")), 412, "PreconditionFailed");
        AssertRefused(await CopyAsync("c", ("If-Match", other.ETag)), 404, "NoSuchKey");
        AssertRefused(await CopyAsync("b", ("If-Match", "*")), 501, "NotImplemented");
        Assert.Equal("other"u8.ToArray(), await ReadAsync("b"));

        Assert.Equal(200, (await CopyAsync("b", ("If-Match", other.ETag))).Status);
        Assert.Equal(200, (await CopyAsync("c", ("If-None-Match", "*"))).Status);
    }

    [Theory]
    [InlineData("x-amz-copy-source-if-match", "\"00\"", "x-amz-copy-source-If-Match")]
    [InlineData("x-amz-copy-source-if-none-match", "*", "x-amz-copy-source-If-None-Match")]
    [InlineData("x-amz-copy-source-if-unmodified-since", "Wed, 21 Oct 2015 07:28:00 GMT", "x-amz-copy-source-If-Unmodified-Since")]
    public async Task Source_is_read_on_its_own_conditions(string header, string value, string condition)
    {
        await PutSourceAsync();
        string upload = await CreateUploadAsync("b");

        (int Status, string Body) whole = await CopyAsync("b", (header, value));
        (int Status, string Body) part =
            await SendAsync(Put, $"/{Bucket}/b?partNumber=1&uploadId={upload}", headers: [("x-amz-copy-source", Source), (header, value)]);

        foreach ((int Status, string Body) answer in ((int, string)[])[whole, part])
        {
            AssertRefused(answer, 412, "PreconditionFailed");
            Assert.Contains($"<Condition>{condition}</Condition>", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Source_changed_since_a_date_is_copied()
    {
        await PutSourceAsync();

        Assert.Equal(200, (await CopyAsync("b", ("x-amz-copy-source-if-modified-since", "Wed, 21 Oct 2015 07:28:00 GMT"))).Status);
        AssertRefused(
            await CopyAsync("b", ("x-amz-copy-source-if-modified-since", DateTimeOffset.UtcNow.ToString("R"))), 412, "PreconditionFailed");
    }

    [Fact]
    public async Task Archived_object_is_no_source_and_cannot_be_read()
    {
        await PutSourceAsync(S3StorageClass.DeepArchive);

        AssertRefused(await CopyAsync("b"), 403, "InvalidObjectState");
        AssertRefused(await SendAsync(Get, Source), 403, "InvalidObjectState");
        Assert.Equal(S3StorageClass.DeepArchive, (await Client.GetObjectMetadataAsync(Bucket, "a")).StorageClass);
    }

    private Task<PutObjectResponse> PutSourceAsync(S3StorageClass? storageClass = null) => Client.PutObjectAsync(new PutObjectRequest
    {
        BucketName = Bucket,
        Key = "a",
        ContentBody = "text",
        ContentType = "text/a",
        Metadata = { ["x"] = "1" },
        TagSet = [new Tag { Key = "k", Value = "v" }],
        StorageClass = storageClass,
    });

    private Task<(int Status, string Body)> CopyAsync(string key, params (string Name, string Value)[] headers) =>
        SendAsync(Put, $"/{Bucket}/{key}", "", [("x-amz-copy-source", Source), .. headers]);

    private async Task<IEnumerable<string>> TagsAsync(string key) =>
        (await Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = Bucket, Key = key })).Tagging
            .Select(tag => $"{tag.Key}={tag.Value}");
}
