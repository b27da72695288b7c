using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using CsCheck;
using S3MultipartUpload.Testing.Checksums;

namespace S3MultipartUpload.Testing.Tests;

public sealed class ChecksumTests : EndpointScenario
{
    // Of "123456789", as the catalogues of CRCs and RFC test vectors have them.
    public static TheoryData<string, string> CheckValues => new()
    {
        { "CRC32", "CBF43926" },
        { "CRC32C", "E3069283" },
        { "CRC64NVME", "AE8B14860A799888" },
        { "SHA1", "F7C3BC1D808E04732ADF679965CCC34CA7AE3441" },
        { "SHA256", "15E2B0D3C33891EBB0F1EF609EC419420C20E320CE94C65FBC8C3312448EB225" },
    };

    [Theory]
    [MemberData(nameof(CheckValues))]
    public async Task Right_checksum_is_stored_and_returned_and_a_wrong_one_refused(string algorithm, string hex)
    {
        string right = Convert.ToBase64String(Convert.FromHexString(hex));
        string wrong = Convert.ToBase64String(new byte[hex.Length / 2]);

        using HttpResponseMessage stored = await PutWithAsync(algorithm, right);
        using HttpResponseMessage refused = await PutWithAsync(algorithm, wrong);
        using HttpResponseMessage invalid = await PutWithAsync(algorithm, "AAAA");

        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal(right, stored.Headers.GetValues($"x-amz-checksum-{algorithm.ToLowerInvariant()}").Single());
        Assert.Equal((400, "BadDigest"), ((int)refused.StatusCode, Server.Requests[1].ErrorCode));
        Assert.Equal((400, "InvalidRequest"), ((int)invalid.StatusCode, Server.Requests[2].ErrorCode));
        GetObjectAttributesResponse attributes = await Client.GetObjectAttributesAsync(
            new GetObjectAttributesRequest
            {
                BucketName = Bucket,
                Key = "a",
                ObjectAttributes = [ObjectAttributes.Checksum, ObjectAttributes.ObjectSize]
            });
        Assert.Equal(9, attributes.ObjectSize);
        Assert.Equal(right, Value(attributes.Checksum, algorithm));
    }

    [Theory]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("CRC64NVME")]
    public void Combined_checksum_of_runs_is_the_checksum_of_the_whole(string name)
    {
        ChecksumKind algorithm = Assert.IsType<ChecksumKind>(ChecksumKind.Find(name));
        CrcCombination combination = Assert.IsType<CrcCombination>(algorithm.Combination);

        Gen.Byte.Array[0, 100].List[1, 6].Sample(runs =>
        {
            byte[] combined = combination.Combine(runs.Select(run => (Digest(algorithm, run), (long)run.Length)));
            return combined.SequenceEqual(Digest(algorithm, [.. runs.SelectMany(run => run)]));
        });
    }

    [Theory]
    [InlineData("CRC32", "FULL_OBJECT")]
    [InlineData("CRC32C", "FULL_OBJECT")]
    [InlineData("CRC64NVME", "FULL_OBJECT")]
    [InlineData("CRC32", "COMPOSITE")]
    [InlineData("CRC32C", "COMPOSITE")]
    [InlineData("SHA1", "COMPOSITE")]
    [InlineData("SHA256", "COMPOSITE")]
    public async Task Object_completed_from_parts_has_the_checksum_of_its_declared_type(string name, string type)
    {
        ChecksumKind algorithm = Assert.IsType<ChecksumKind>(ChecksumKind.Find(name));
        byte[] bytes = RandomBytes(1000);
        (CompleteMultipartUploadRequest? request, string _) = await UploadAsync(name, type, bytes[..300], bytes[300..]);

        CompleteMultipartUploadResponse completed = await Client.CompleteMultipartUploadAsync(request);

        string expected = type == "FULL_OBJECT"
            ? Convert.ToBase64String(Digest(algorithm, bytes))
            : Convert.ToBase64String(Digest(algorithm, [.. Digest(algorithm, bytes[..300]), .. Digest(algorithm, bytes[300..])])) + "-2";
        Assert.Equal(type, completed.ChecksumType?.Value);
        GetObjectMetadataResponse head = await Client
            .GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = Bucket, Key = "a", ChecksumMode = ChecksumMode.ENABLED });
        Assert.Equal(type, head.ChecksumType?.Value);
        Assert.Equal(expected, typeof(GetObjectMetadataResponse).GetProperty("Checksum" + name)?.GetValue(head));
    }

    [Fact]
    public async Task Wrong_full_object_checksum_is_refused_at_complete_and_the_upload_stays_open()
    {
        (CompleteMultipartUploadRequest? request, string? upload) = await UploadAsync("CRC32", "FULL_OBJECT", [1], [2]);
        request.ChecksumCRC32 = "AAAAAA==";

        await FailsAsync(() => Client.CompleteMultipartUploadAsync(request), 400, "BadDigest");

        Assert.Equal(2, (await Client.ListPartsAsync(Bucket, "a", upload)).Parts.Count);
    }

    [Fact]
    public async Task Wrong_composite_checksum_is_refused_at_complete_and_the_upload_stays_open()
    {
        (CompleteMultipartUploadRequest? request, string? upload) = await UploadAsync("SHA256", "COMPOSITE", [1], [2]);
        request.ChecksumSHA256 = Convert.ToBase64String(new byte[32]);

        await FailsAsync(() => Client.CompleteMultipartUploadAsync(request), 400, "BadDigest");

        Assert.Equal(2, (await Client.ListPartsAsync(Bucket, "a", upload)).Parts.Count);
    }

    [Fact]
    public async Task Part_listed_without_the_declared_checksum_makes_complete_fail()
    {
        (CompleteMultipartUploadRequest? request, string _) = await UploadAsync("SHA256", "COMPOSITE", [1]);
        request.PartETags[0].ChecksumSHA256 = null;

        AmazonS3Exception error = await FailsAsync(() => Client.CompleteMultipartUploadAsync(request), 400, "InvalidRequest");

        Assert.Contains("missing for part 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Part_with_another_checksum_than_declared_is_refused()
    {
        InitiateMultipartUploadResponse created = await Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "a", ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm.SHA256 });

        // The SDK's own default is CRC32.
        await FailsAsync(() => UploadPartAsync("a", created.UploadId, 1, [1]), 400, "InvalidRequest");
    }

    [Fact]
    public async Task Declared_object_size_must_be_the_size_of_the_parts()
    {
        (CompleteMultipartUploadRequest? request, string _) = await UploadAsync("CRC32", "COMPOSITE", [1], [2]);
        request.MpuObjectSize = 3;
        await FailsAsync(() => Client.CompleteMultipartUploadAsync(request), 400, "InvalidRequest");

        request.MpuObjectSize = 2;

        Assert.NotNull((await Client.CompleteMultipartUploadAsync(request)).ETag);
    }

    [Theory]
    [InlineData("SHA256", "FULL_OBJECT")]
    [InlineData("CRC64NVME", "COMPOSITE")]
    public async Task Type_an_algorithm_cannot_have_is_refused_at_create(string algorithm, string type)
    {
        await FailsAsync(() => UploadAsync(algorithm, type), 400, "InvalidRequest");
    }

    private static byte[] Digest(ChecksumKind algorithm, byte[] bytes)
    {
        IRunningDigest digest = algorithm.CreateDigest();
        digest.Append(bytes);
        return digest.Finish();
    }

    private static object? Value(Checksum checksum, string algorithm) =>
        typeof(Checksum).GetProperty("Checksum" + algorithm)?.GetValue(checksum);

    private async Task<HttpResponseMessage> PutWithAsync(string algorithm, string value)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, new Uri(Server.Endpoint, $"{Bucket}/a")) { Content = new StringContent("123456789") };
        request.Headers.Add($"x-amz-checksum-{algorithm.ToLowerInvariant()}", value);
        using var http = new HttpClient();
        return await http.SendAsync(request);
    }

    private async Task<(
        CompleteMultipartUploadRequest Request, string UploadId)> UploadAsync(string algorithm, string type, params byte[][] parts)
    {
        InitiateMultipartUploadResponse created = await Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "a", ChecksumAlgorithm = algorithm, ChecksumType = type });
        var complete =
            new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "a", UploadId = created.UploadId, ChecksumType = type };
        for (int number = 1; number <= parts.Length; number++)
        {
            var part = new UploadPartRequest
            {
                BucketName = Bucket,
                Key = "a",
                UploadId = created.UploadId,
                PartNumber = number,
                InputStream = new MemoryStream(parts[number - 1]),
            };
            ChecksumKind kind = Assert.IsType<ChecksumKind>(ChecksumKind.Find(algorithm));
            typeof(UploadPartRequest).GetProperty(kind.Element)?.SetValue(part, Convert.ToBase64String(Digest(kind, parts[number - 1])));
            complete.AddPartETagsAndChecksums(await Client.UploadPartAsync(part));
        }

        return (complete, created.UploadId);
    }
}
