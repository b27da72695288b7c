using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>What is told of the parts an object was completed from.</summary>
public sealed class PartReadTests : RawScenario
{
    [Theory]
    [InlineData("COMPOSITE", true)]
    [InlineData("FULL_OBJECT", false)]
    public async Task Parts_have_checksums_of_their_own_where_the_objects_is_composed_of_them(string type, bool known)
    {
        await UploadAsync(ChecksumType.FindValue(type));

        (int Status, string Body) attributes =
            await SendAsync(Get, $"/{Bucket}/a?attributes", headers: ("x-amz-object-attributes", "ObjectParts"));
        using HttpResponseMessage part = await AnswerAsync(Get, $"/{Bucket}/a?partNumber=2", headers: ("x-amz-checksum-mode", "ENABLED"));

        Assert.Contains("<PartsCount>2</PartsCount>", attributes.Body, StringComparison.Ordinal);
        Assert.Equal(known, attributes.Body.Contains("<Part>", StringComparison.Ordinal));
        Assert.Equal(known, part.Headers.Contains("x-amz-checksum-crc32"));
    }

    [Fact]
    public async Task Parts_are_told_in_pages()
    {
        await UploadAsync(ChecksumType.COMPOSITE);

        string body = (await SendAsync(
            Get,
            $"/{Bucket}/a?attributes",
            headers: [("x-amz-object-attributes", "ObjectParts"), ("x-amz-max-parts", "1"), ("x-amz-part-number-marker", "1")])).Body;

        Assert.Contains("<PartNumberMarker>1</PartNumberMarker>", body, StringComparison.Ordinal);
        Assert.Contains("<NextPartNumberMarker>2</NextPartNumberMarker><MaxParts>1</MaxParts>", body, StringComparison.Ordinal);
        Assert.Contains("<IsTruncated>false", body, StringComparison.Ordinal);
        Assert.Contains("<Part><PartNumber>2</PartNumber><Size>6</Size><ChecksumCRC32>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attribute_that_there_is_not_is_refused()
    {
        await PutAsync("a", "text");

        AssertRefused(await SendAsync(Get, $"/{Bucket}/a?attributes"), 400, "InvalidRequest");
        AssertRefused(
            await SendAsync(Get, $"/{Bucket}/a?attributes", headers: ("x-amz-object-attributes", "ETag,Colour")), 400, "InvalidArgument");
    }

    [Fact]
    public async Task Part_and_range_exclude_each_other()
    {
        await PutAsync("a", "text");

        AssertRefused(await SendAsync(Get, $"/{Bucket}/a?partNumber=1", headers: ("Range", "bytes=0-1")), 400, "InvalidRequest");
    }

    private async Task UploadAsync(ChecksumType type)
    {
        string upload = (await Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            ChecksumType = type,
        })).UploadId;
        List<PartETag> parts = [];
        foreach (byte[] bytes in (byte[][])["first"u8.ToArray(), "second"u8.ToArray()])
        {
            UploadPartResponse part = await Client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = Bucket,
                Key = "a",
                UploadId = upload,
                PartNumber = parts.Count + 1,
                InputStream = new MemoryStream(bytes),
                ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            });
            parts.Add(new PartETag(parts.Count + 1, part.ETag) { ChecksumCRC32 = part.ChecksumCRC32 });
        }

        await CompleteAsync("a", upload, [.. parts]);
    }
}
