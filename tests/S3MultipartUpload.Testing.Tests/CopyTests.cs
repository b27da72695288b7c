using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class CopyTests : EndpointScenario
{
    [Fact]
    public async Task Part_is_copied_from_a_range_of_another_object()
    {
        await PutAsync("source ü", "0123456789");
        string upload = await CreateUploadAsync("a");
        PartETag first = await CopyPartAsync(upload, 1, 7, 9);
        PartETag second = await CopyPartAsync(upload, 2, 0, 2);

        await CompleteAsync("a", upload, first, second);

        Assert.Equal("789012"u8.ToArray(), await ReadAsync("a"));
        await FailsAsync(() => CopyPartAsync(upload, 1, 7, 10), 404, "NoSuchUpload");
        string open = await CreateUploadAsync("a");
        await FailsAsync(() => CopyPartAsync(open, 1, 7, 10), 400, "InvalidArgument");
    }

    [Theory]
    [InlineData("0-2")]
    [InlineData("bytes=0")]
    [InlineData("bytes=hello-world")]
    [InlineData("bytes=0-bar")]
    [InlineData("bytes=hello-")]
    [InlineData("bytes=0-2,3-5")]
    [InlineData("bytes=2-1")]
    [InlineData("bytes=0-21")]
    public async Task Copy_of_anything_but_a_range_within_the_object_is_refused(string range)
    {
        await PutAsync("source", "12345");
        string upload = await CreateUploadAsync("a");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Server.Endpoint, $"/{Bucket}/a?partNumber=1&uploadId={upload}"));
        request.Headers.Add("x-amz-copy-source", $"/{Bucket}/source");
        request.Headers.Add("x-amz-copy-source-range", range);

        using HttpResponseMessage answer = await http.SendAsync(request);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("<Code>InvalidArgument</Code>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("_")]
    [InlineData("__")]
    [InlineData("?versionId")]
    [InlineData("any%25.txt")]
    public async Task Part_without_a_range_is_the_whole_of_the_object_with_exactly_that_key(string key)
    {
        await PutAsync(key, "0123456789");
        string upload = await CreateUploadAsync("a");
        var request = new CopyPartRequest
        {
            SourceBucket = Bucket,
            SourceKey = key,
            DestinationBucket = Bucket,
            DestinationKey = "a",
            UploadId = upload,
            PartNumber = 1,
        };

        CopyPartResponse copied = await Client.CopyPartAsync(request);
        request.SourceKey = Uri.UnescapeDataString(key) + (key.Contains('%', StringComparison.Ordinal) ? "" : "%");
        await FailsAsync(() => Client.CopyPartAsync(request), 404, "NoSuchKey");
        await CompleteAsync("a", upload, new PartETag(1, copied.ETag));

        Assert.Equal("0123456789"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Every_version_is_copied_in_parts_of_several_sizes()
    {
        await Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest { BucketName = Bucket, VersioningConfig = new() { Status = Amazon.S3.VersionStatus.Enabled } });
        List<(string Version, string Text)> versions = [];
        foreach (string text in (string[])["first version", "second version", "third version"])
        {
            versions.Add(((await PutAsync("source", text)).VersionId, text));
        }

        foreach ((string version, string text) in versions)
        {
            foreach (int size in (int[])[1, 5, text.Length - 1, text.Length, text.Length + 1])
            {
                Assert.Equal(text, await CopyInPartsAsync(version, text.Length, size));
            }
        }
    }

    [Fact]
    public async Task Copy_of_an_object_stored_in_parts_has_its_bytes_and_description()
    {
        await Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest { BucketName = Bucket, VersioningConfig = new() { Status = Amazon.S3.VersionStatus.Enabled } });
        await Client.PutBucketAsync("unversioned");
        string upload = (await Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            ContentType = "text/bla",
            Metadata = { ["foo"] = "bar" },
        })).UploadId;
        CompleteMultipartUploadResponse stored = await CompleteAsync(
            "a", upload, await UploadPartAsync("a", upload, 1, [1, 2]), await UploadPartAsync("a", upload, 2, [3]));
        await PutAsync("a", "a later version");

        foreach (string bucket in (string[])[Bucket, "unversioned"])
        {
            await Client.CopyObjectAsync(new CopyObjectRequest
            {
                SourceBucket = Bucket,
                SourceKey = "a",
                SourceVersionId = stored.VersionId,
                DestinationBucket = bucket,
                DestinationKey = "copy",
            });
            using GetObjectResponse copy = await Client.GetObjectAsync(bucket, "copy");
            var bytes = new MemoryStream();
            await copy.ResponseStream.CopyToAsync(bytes);
            Assert.Equal([1, 2, 3], bytes.ToArray());
            Assert.Equal(("text/bla", "bar"), (copy.Headers.ContentType, copy.Metadata["foo"]));
        }
    }

    private async Task<string> CopyInPartsAsync(string version, int length, int partSize)
    {
        string upload = await CreateUploadAsync("a");
        List<PartETag> parts = [];
        for (int offset = 0; offset < length; offset += partSize)
        {
            CopyPartResponse copied = await Client.CopyPartAsync(new CopyPartRequest
            {
                SourceBucket = Bucket,
                SourceKey = "source",
                SourceVersionId = version,
                DestinationBucket = Bucket,
                DestinationKey = "a",
                UploadId = upload,
                PartNumber = parts.Count + 1,
                FirstByte = offset,
                LastByte = Math.Min(offset + partSize, length) - 1,
            });
            parts.Add(new PartETag(parts.Count + 1, copied.ETag));
        }

        await CompleteAsync("a", upload, [.. parts]);
        return System.Text.Encoding.UTF8.GetString(await ReadAsync("a"));
    }

    private async Task<PartETag> CopyPartAsync(string upload, int number, long first, long last)
    {
        CopyPartResponse copied = await Client.CopyPartAsync(new CopyPartRequest
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
