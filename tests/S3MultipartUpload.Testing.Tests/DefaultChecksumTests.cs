using System.IO.Hashing;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing.Checksums;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Whatever comes without a checksum gets CRC64NVME, of the whole object.</summary>
public sealed class DefaultChecksumTests : RawScenario
{
    [Fact]
    public async Task Object_put_without_a_checksum_has_one()
    {
        using HttpResponseMessage put = await AnswerAsync(Put, $"/{Bucket}/a", "text");
        using HttpResponseMessage head = await AnswerAsync(HttpMethod.Head, $"/{Bucket}/a", headers: ("x-amz-checksum-mode", "ENABLED"));

        foreach (HttpResponseMessage answer in (HttpResponseMessage[])[put, head])
        {
            Assert.Equal(Crc64Of("text"u8), Assert.Single(answer.Headers.GetValues("x-amz-checksum-crc64nvme")));
            Assert.Equal("FULL_OBJECT", Assert.Single(answer.Headers.GetValues("x-amz-checksum-type")));
        }
    }

    /// <summary>boto3 would compare it with the bytes that are not there.</summary>
    [Fact]
    public async Task Answer_without_the_object_has_no_checksum_of_it()
    {
        string etag = (await PutAsync("a", "text")).ETag;

        using HttpResponseMessage unchanged =
            await AnswerAsync(Get, $"/{Bucket}/a", headers: [("x-amz-checksum-mode", "ENABLED"), ("If-None-Match", etag)]);

        Assert.Equal(304, (int)unchanged.StatusCode);
        Assert.DoesNotContain(
            unchanged.Headers, header => header.Key.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Object_of_an_upload_without_a_declared_checksum_has_one(bool partsBringAnother)
    {
        string upload = await CreateUploadAsync("a");
        List<PartETag> parts = [];
        foreach (string text in (string[])["first", "second"])
        {
            string path = $"/{Bucket}/a?partNumber={parts.Count + 1}&uploadId={upload}";
            string crc32 = Of(new CrcDigest(new Crc32()), System.Text.Encoding.UTF8.GetBytes(text));
            using HttpResponseMessage part =
                await AnswerAsync(Put, path, text, partsBringAnother ? [("x-amz-checksum-crc32", crc32)] : []);
            Assert.True(part.Headers.Contains(partsBringAnother ? "x-amz-checksum-crc32" : "x-amz-checksum-crc64nvme"));
            parts.Add(new PartETag(parts.Count + 1, part.Headers.ETag?.Tag));
        }

        Assert.All(
            (await Client.ListPartsAsync(Bucket, "a", upload)).Parts, part => Assert.Null(part.ChecksumCRC32 ?? part.ChecksumCRC64NVME));
        CompleteMultipartUploadResponse completed = await CompleteAsync("a", upload, [.. parts]);

        Assert.Equal(Crc64Of("firstsecond"u8), completed.ChecksumCRC64NVME);
        Assert.Equal(ChecksumType.FULL_OBJECT, completed.ChecksumType);
    }

    [Fact]
    public async Task Checksum_of_a_part_is_not_known_where_none_was_declared()
    {
        string upload = await CreateUploadAsync("a");
        PartETag part = await UploadPartAsync("a", upload, 1, [1]);
        part.ChecksumCRC32 = Convert.ToBase64String(new byte[4]);

        await FailsAsync(() => CompleteAsync("a", upload, part), 400, "InvalidPart");
    }

    [Theory]
    [InlineData("COMPOSITE", false)]
    [InlineData("FULL_OBJECT", true)]
    public async Task Part_without_the_declared_checksum_is_refused_where_only_the_client_could_know_it(string type, bool taken)
    {
        string upload = (await Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            ChecksumType = ChecksumType.FindValue(type),
        })).UploadId;

        (int Status, string Body) answer = await SendAsync(Put, $"/{Bucket}/a?partNumber=1&uploadId={upload}", "text");

        Assert.Equal(taken ? 200 : 400, answer.Status);
        Assert.Equal(!taken, answer.Body.Contains("expected checksum Type: crc32, actual checksum Type: null", StringComparison.Ordinal));
        List<PartDetail> parts = (await Client.ListPartsAsync(Bucket, "a", upload)).Parts ?? [];
        Assert.Equal(taken ? 1 : 0, parts.Count);
        if (taken)
        {
            CompleteMultipartUploadResponse completed = await CompleteAsync("a", upload, new PartETag(1, parts[0].ETag));

            Assert.Equal(Of(new CrcDigest(new Crc32()), "text"u8), completed.ChecksumCRC32);
        }
    }

    private static string Crc64Of(ReadOnlySpan<byte> bytes) => Of(new CrcDigest(new Crc64(Crc64ParameterSet.Nvme)), bytes);

    private static string Of(CrcDigest digest, ReadOnlySpan<byte> bytes)
    {
        digest.Append(bytes);
        return Convert.ToBase64String(digest.Finish());
    }
}
