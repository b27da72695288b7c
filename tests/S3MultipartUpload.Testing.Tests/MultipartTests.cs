using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class MultipartTests : EndpointScenario
{
    [Fact]
    public async Task Parts_become_the_object_with_the_etag_s3_computes()
    {
        byte[] bytes = RandomBytes(1000);
        string upload = await CreateUploadAsync("a");
        PartETag second = await UploadPartAsync("a", upload, 7, bytes[400..]);
        PartETag first = await UploadPartAsync("a", upload, 2, bytes[..400]);

        CompleteMultipartUploadResponse completed = await CompleteAsync("a", upload, first, second);

        byte[] expected = MD5.HashData([.. MD5.HashData(bytes.AsSpan(0, 400)), .. MD5.HashData(bytes.AsSpan(400))]);
        Assert.Equal($"\"{Convert.ToHexStringLower(expected)}-2\"", completed.ETag);
        Assert.Equal(bytes, await ReadAsync("a"));
        Assert.Empty(
            (await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket })).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Range_across_parts_is_read_from_each_of_them()
    {
        byte[] bytes = RandomBytes(1000);
        string upload = await CreateUploadAsync("a");
        await CompleteAsync(
            "a", upload, await UploadPartAsync("a", upload, 1, bytes[..400]), await UploadPartAsync("a", upload, 2, bytes[400..]));

        using GetObjectResponse response = await Client
            .GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "a", ByteRange = new ByteRange(390, 410) });
        using var read = new MemoryStream();
        await response.ResponseStream.CopyToAsync(read);

        Assert.Equal(bytes[390..411], read.ToArray());
    }

    [Fact]
    public async Task Part_uploaded_again_replaces_the_former_one()
    {
        string upload = await CreateUploadAsync("a");
        PartETag stale = await UploadPartAsync("a", upload, 1, [1]);
        PartETag fresh = await UploadPartAsync("a", upload, 1, [2]);

        await FailsAsync(() => CompleteAsync("a", upload, stale), 400, "InvalidPart");
        await CompleteAsync("a", upload, fresh);

        Assert.Equal([2], await ReadAsync("a"));
    }

    [Fact]
    public async Task Uploaded_part_that_complete_does_not_list_is_left_out()
    {
        string upload = await CreateUploadAsync("a");
        PartETag first = await UploadPartAsync("a", upload, 1, [1]);
        await UploadPartAsync("a", upload, 2, [2]);
        PartETag third = await UploadPartAsync("a", upload, 3, [3]);

        await CompleteAsync("a", upload, first, third);

        Assert.Equal([1, 3], await ReadAsync("a"));
    }

    [Fact]
    public async Task Old_object_stays_readable_until_complete()
    {
        await PutAsync("a", "old");
        string upload = await CreateUploadAsync("a");
        PartETag part = await UploadPartAsync("a", upload, 1, "new"u8.ToArray());
        Assert.Equal("old"u8.ToArray(), await ReadAsync("a"));

        await CompleteAsync("a", upload, part);

        Assert.Equal("new"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Complete_repeated_answers_with_the_same_etag()
    {
        string upload = await CreateUploadAsync("a");
        PartETag part = await UploadPartAsync("a", upload, 1, [1]);

        CompleteMultipartUploadResponse first = await CompleteAsync("a", upload, part);
        CompleteMultipartUploadResponse second = await CompleteAsync("a", upload, part);

        Assert.Equal(first.ETag, second.ETag);
    }

    [Fact]
    public async Task Aborted_upload_is_gone_for_every_operation()
    {
        string upload = await CreateUploadAsync("a");
        PartETag part = await UploadPartAsync("a", upload, 1, [1]);
        await Client.AbortMultipartUploadAsync(Bucket, "a", upload);

        await FailsAsync(() => Client.AbortMultipartUploadAsync(Bucket, "a", upload), 404, "NoSuchUpload");
        await FailsAsync(() => UploadPartAsync("a", upload, 1, [1]), 404, "NoSuchUpload");
        await FailsAsync(() => Client.ListPartsAsync(Bucket, "a", upload), 404, "NoSuchUpload");
        await FailsAsync(() => CompleteAsync("a", upload, part), 404, "NoSuchUpload");
    }

    [Fact]
    public async Task Upload_id_belongs_to_its_key()
    {
        string upload = await CreateUploadAsync("a");

        await FailsAsync(() => UploadPartAsync("b", upload, 1, [1]), 404, "NoSuchUpload");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public async Task Part_number_outside_1_to_10000_is_refused(int number)
    {
        string upload = await CreateUploadAsync("a");
        Uri uri = new UriBuilder(Server.Endpoint) { Path = $"{Bucket}/a", Query = $"partNumber={number}&uploadId={upload}" }.Uri;

        using var http = new HttpClient();
        using HttpResponseMessage response = await http.PutAsync(uri, new ByteArrayContent([1]));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("<Code>InvalidArgument</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_with_a_wrong_list_says_what_is_wrong()
    {
        string upload = await CreateUploadAsync("a");
        PartETag first = await UploadPartAsync("a", upload, 1, [1]);
        PartETag second = await UploadPartAsync("a", upload, 2, [2]);

        await FailsAsync(() => CompleteRawAsync("a", upload, Part(second) + Part(first)), 400, "InvalidPartOrder");
        await FailsAsync(() => CompleteRawAsync("a", upload, Part(first) + Part(first)), 400, "InvalidPartOrder");
        await FailsAsync(() => CompleteRawAsync("a", upload, Part(first) + Part(new PartETag(3, first.ETag))), 400, "InvalidPart");
        await FailsAsync(() => CompleteRawAsync("a", upload, Part(new PartETag(1, second.ETag))), 400, "InvalidPart");
        await FailsAsync(() => CompleteRawAsync("a", upload, ""), 400, "MalformedXML");
        await FailsAsync(() => CompleteRawAsync("a", upload, "<Part>"), 400, "MalformedXML");
        await FailsAsync(() => CompleteRawAsync("a", upload, "<Part><PartNumber>one</PartNumber></Part>"), 400, "MalformedXML");
    }

    [Fact]
    public async Task List_parts_pages_by_part_number_marker()
    {
        string upload = await CreateUploadAsync("a");
        foreach (int number in (int[])[5, 1, 10_000, 3])
        {
            await UploadPartAsync("a", upload, number, RandomBytes(number));
        }

        ListPartsResponse first =
            await Client.ListPartsAsync(new ListPartsRequest { BucketName = Bucket, Key = "a", UploadId = upload, MaxParts = 3 });
        ListPartsResponse second = await Client.ListPartsAsync(new ListPartsRequest
        {
            BucketName = Bucket,
            Key = "a",
            UploadId = upload,
            MaxParts = 3,
            PartNumberMarker = first.NextPartNumberMarker?.ToString(),
        });

        Assert.Equal([(1, 1L), (3, 3L), (5, 5L)], first.Parts.Select(part => (part.PartNumber ?? 0, part.Size ?? 0)));
        Assert.True(first.IsTruncated);
        Assert.Equal(10_000, Assert.Single(second.Parts).PartNumber);
        Assert.False(second.IsTruncated);
    }

    [Fact]
    public async Task List_uploads_pages_by_key_and_upload_id_marker()
    {
        var expected = new List<(string, string)>();
        foreach (string key in (string[])["b", "a", "a", "a", "c"])
        {
            expected.Add((key, await CreateUploadAsync(key)));
        }

        var found = new List<(string, string)>();
        var request = new ListMultipartUploadsRequest { BucketName = Bucket, MaxUploads = 2 };
        ListMultipartUploadsResponse page;
        do
        {
            page = await Client.ListMultipartUploadsAsync(request);
            found.AddRange(page.MultipartUploads.Select(upload => (upload.Key, upload.UploadId)));
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);

        Assert.Equal(
            expected.OrderBy(pair => pair.Item1, StringComparer.Ordinal).ThenBy(pair => pair.Item2, StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task Checksum_declared_at_create_is_echoed_and_kept_with_the_parts()
    {
        InitiateMultipartUploadResponse created = await Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            ChecksumType = ChecksumType.FULL_OBJECT,
        });
        Assert.Equal((ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT), (created.ChecksumAlgorithm, created.ChecksumType));

        UploadPartResponse part = await Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = "a",
            UploadId = created.UploadId,
            PartNumber = 1,
            InputStream = new MemoryStream("123456789"u8.ToArray()),
        });

        Assert.Equal("y/Q5Jg==", part.ChecksumCRC32);
        ListPartsResponse listed = await Client.ListPartsAsync(Bucket, "a", created.UploadId);
        Assert.Equal("y/Q5Jg==", Assert.Single(listed.Parts).ChecksumCRC32);
    }

    private static string Part(PartETag part) => $"<Part><PartNumber>{part.PartNumber}</PartNumber><ETag>{part.ETag}</ETag></Part>";

    /// <summary>The SDK sorts the parts; the wire does not.</summary>
    private async Task CompleteRawAsync(string key, string uploadId, string parts)
    {
        Uri uri = new UriBuilder(Server.Endpoint) { Path = $"{Bucket}/{key}", Query = $"uploadId={uploadId}" }.Uri;
        using var http = new HttpClient();
        using HttpResponseMessage response =
            await http.PostAsync(uri, new StringContent($"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>"));
        string body = await response.Content.ReadAsStringAsync();
        throw new AmazonS3Exception(
            body, Amazon.Runtime.ErrorType.Sender, body.Split("<Code>").Last().Split("</Code>")[0], "", response.StatusCode);
    }
}
