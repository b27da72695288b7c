using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using Moq;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Parts that somebody sends who has no credentials: a signed URL is good for exactly one part of one length.</summary>
public sealed class SessionSigningTests : ResumeScenario
{
    private static readonly S3Credential Early = new("early", "secret 1") { SessionToken = "token/1" };
    private static readonly S3Credential Late = new("late", "secret 2") { SessionToken = "token/2" };
    private readonly HttpClient _http = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options =>
        new() { BucketNames = { Bucket }, MinimumPartSize = 1, TimeProvider = _clock, Credentials = { Early, Late } };

    [Theory]
    [InlineData(PartChecksumAlgorithm.None)]
    [InlineData(PartChecksumAlgorithm.Crc32)]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme)]
    [InlineData(PartChecksumAlgorithm.Sha256)]
    [InlineData(PartChecksumAlgorithm.MD5)]
    public async Task Parts_that_others_send_become_the_object(PartChecksumAlgorithm algorithm)
    {
        IMultipartSession session = await StartAsync(algorithm);
        IReadOnlyList<string?> checksums = await ChecksumsOf(algorithm);
        for (int number = 1; number <= 3; number++)
        {
            byte[] part = PartOf(number);
            PresignedPart signed = await session.SignPartAsync(number, part.Length, checksums[number - 1]);
            Assert.Equal(number, signed.PartNumber);
            Assert.Equal("http", signed.Url.Scheme);
            Assert.Equal(HttpStatusCode.OK, await PutAsync(signed, part));
        }

        UploadManifest manifest = await session.CompleteAsync();
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Equal([10_000L, 10_000L, 5_000L], manifest.Parts.Select(part => part.Size));
        if (algorithm.ToString().StartsWith("Crc", StringComparison.Ordinal))
        {
            Assert.Equal(checksums, manifest.Parts.Select(part => part.Checksum));
            Assert.NotNull(manifest.Checksum);
        }
    }

    [Fact]
    public async Task A_part_of_another_length_or_number_is_refused_by_the_store()
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.None);
        PresignedPart signed = await session.SignPartAsync(1, 100);
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(signed, new byte[99]));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(signed, new byte[101]));
        var other = new Uri(signed.Url.OriginalString.Replace("partNumber=1", "partNumber=2", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(signed with { Url = other }, new byte[100]));
        Assert.Empty(await session.ListPartsAsync());
        Assert.Equal(HttpStatusCode.OK, await PutAsync(signed, new byte[100]));
    }

    [Fact]
    public async Task Other_bytes_than_the_checksum_names_are_refused_by_the_store()
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.Crc32);
        IReadOnlyList<string?> checksums = await ChecksumsOf(PartChecksumAlgorithm.Crc32);
        PresignedPart signed = await session.SignPartAsync(1, PartSize, checksums[0]);
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(signed, PartOf(2)));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(signed with { Headers = new Dictionary<string, string>() }, PartOf(1)));
        Assert.Empty(await session.ListPartsAsync());
    }

    [Fact]
    public async Task An_expired_URL_is_refused_by_the_store()
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.None);
        PresignedPart signed = await session.SignPartAsync(1, 100, lifetime: TimeSpan.FromMinutes(10));
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(signed, new byte[100]));
        _clock.SetUtcNow(signed.ExpiresAt.AddSeconds(1));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(signed, new byte[100]));
    }

    /// <summary>What lives longer by the SDK's own clock, it would sign so that a part may have any length.</summary>
    [Fact]
    public async Task A_URL_of_7_days_has_its_length_signed_though_the_clocks_differ()
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.None, TimeSpan.FromMinutes(1));
        PresignedPart signed = await session.SignPartAsync(1, 100, lifetime: TimeSpan.FromDays(7));
        Assert.Contains("X-Amz-SignedHeaders=content-length", signed.Url.Query, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await PutAsync(signed, new byte[100]));
    }

    [Fact]
    public async Task Nothing_is_signed_where_the_clocks_differ_by_too_much_to_sign_the_length()
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.None, TimeSpan.FromHours(1));
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => session.SignPartAsync(1, 100, lifetime: TimeSpan.FromDays(7)));
        Assert.Equal(FailedUploadState.Kept, failure.State);
        Assert.Contains("Version 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_part_can_be_signed()
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.None);
        Assert.Equal(HttpStatusCode.OK, await PutAsync(await session.SignPartAsync(1, 0), []));
        Assert.Equal(0, (await session.CompleteAsync()).Size);
    }

    [Fact]
    public async Task The_owner_of_the_bucket_and_who_pays_are_signed_as_well()
    {
        IMultipartSession session = await Uploader(options => options.ChecksumAlgorithm = PartChecksumAlgorithm.None).StartAsync(
            new UploadTarget
            {
                BucketName = Bucket,
                Key = Key,
                ExpectedBucketOwner = "123456789012",
                RequestPayer = RequestPayer.Requester,
            });
        PresignedPart signed = await session.SignPartAsync(1, 100);
        Assert.Equal("123456789012", signed.Headers["x-amz-expected-bucket-owner"]);
        Assert.Contains("x-amz-request-payer=requester", signed.Url.Query, StringComparison.Ordinal);
    }

    /// <summary>What the session itself has sent of the part before is not what the store has now.</summary>
    [Fact]
    public async Task A_part_that_is_sent_again_by_others_is_the_one_that_counts()
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.Crc32);
        await session.UploadPartAsync(1, PartSource.FromMemory(new byte[PartSize]));
        string? checksum = (await ChecksumsOf(PartChecksumAlgorithm.Crc32))[0];
        await PutAsync(await session.SignPartAsync(1, PartSize, checksum), PartOf(1));
        await session.CompleteAsync([1]);
        Assert.Equal(PartOf(1), await StoredBytes());
    }

    [Theory]
    [InlineData(0, 100, null, 60, "outside")]
    [InlineData(10_001, 100, null, 60, "outside")]
    [InlineData(1, -1, null, 60, "not negative")]
    [InlineData(1, 5L * 1024 * 1024 * 1024 + 1, null, 60, "5 GiB")]
    [InlineData(1, 100, null, 0, "one second to 7 days")]
    [InlineData(1, 100, null, 604_801, "one second to 7 days")]
    [InlineData(1, 100, "AAAAAA==", 60, "without one")]
    public async Task What_breaks_a_rule_is_refused(int number, long length, string? checksum, int seconds, string problem)
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.None);
        UploadRefusedException refusal = await Assert.ThrowsAsync<UploadRefusedException>(
            () => session.SignPartAsync(number, length, checksum, TimeSpan.FromSeconds(seconds)));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAA==\r\nx: y")]
    public async Task A_checksum_that_is_missing_or_none_is_refused(string? checksum)
    {
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.Crc32);
        UploadRefusedException refusal = await Assert.ThrowsAsync<UploadRefusedException>(() => session.SignPartAsync(1, 100, checksum));
        Assert.Contains("PartChecksumAlgorithm.Crc32", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_signed_for_a_key_of_the_customer_or_after_the_end()
    {
        IMultipartSession encrypted = await MockedAsync(ServerSideEncryption.CustomerProvided(new byte[32]));
        Assert.Contains(
            "customer-provided key",
            (await Assert.ThrowsAsync<UploadRefusedException>(() => encrypted.SignPartAsync(1, 100))).Message,
            StringComparison.Ordinal);
        IMultipartSession session = await StartAsync(PartChecksumAlgorithm.None);
        await session.AbortAsync();
        await Assert.ThrowsAsync<UploadRefusedException>(() => session.SignPartAsync(1, 100));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/./b")]
    [InlineData("a/..")]
    public async Task Nothing_is_signed_for_a_key_that_no_address_can_hold(string key)
    {
        IMultipartSession session = await MockedAsync(encryption: null, key);
        UploadRefusedException refusal = await Assert.ThrowsAsync<UploadRefusedException>(() => session.SignPartAsync(1, 100));
        Assert.Contains("'.' or '..'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_URL_is_not_in_the_text_of_the_part()
    {
        PresignedPart signed = await (await StartAsync(PartChecksumAlgorithm.None)).SignPartAsync(1, 100);
        Assert.DoesNotContain("http", $"{signed}", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_credentials_the_upload_stays_open()
    {
        IMultipartSession session = await MockedAsync(encryption: null);
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => session.SignPartAsync(1, 100));
        Assert.Equal(FailedUploadState.Kept, failure.State);
        Assert.IsType<AmazonClientException>(failure.InnerException);
    }

    [Theory]
    [InlineData("https://s3.example.com", false, Protocol.HTTPS)]
    [InlineData("http://s3.example.com", false, Protocol.HTTP)]
    [InlineData(null, true, Protocol.HTTP)]
    [InlineData(null, false, Protocol.HTTPS)]
    public async Task The_scheme_is_that_of_the_client(string? address, bool useHttp, Protocol expected)
    {
        var config = new AmazonS3Config { UseHttp = useHttp, ForcePathStyle = true };
        if (address is null)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.EUCentral1;
        }
        else
        {
            config.ServiceURL = address;
        }

        using var client = new AmazonS3Client("access", "secret", config);
        string json = (await StartAsync(PartChecksumAlgorithm.None)).ToJson();
        PresignedPart signed = await new MultipartUploader(client).OpenSession(json).SignPartAsync(1, 100);
        Assert.Equal(expected == Protocol.HTTP ? "http" : "https", signed.Url.Scheme);
    }

    /// <summary>Temporary credentials end before a long upload does.</summary>
    [Fact]
    public async Task Each_part_is_signed_with_the_credentials_of_its_moment()
    {
        using var credentials = new ExchangedCredentials(Early, Late);
        using var client = new AmazonS3Client(
            credentials, new AmazonS3Config { ServiceURL = $"{Server.Endpoint}", ForcePathStyle = true });
        IMultipartSession session = new MultipartUploader(client)
            .OpenSession((await StartAsync(PartChecksumAlgorithm.None)).ToJson());
        foreach ((int index, S3Credential credential) in new[] { Early, Late }.Index())
        {
            credentials.ClearCredentials();
            PresignedPart signed = await session.SignPartAsync(index + 1, 100);
            string query = Uri.UnescapeDataString(signed.Url.Query);
            Assert.Contains($"X-Amz-Credential={credential.AccessKey}/", query, StringComparison.Ordinal);
            Assert.Contains($"X-Amz-Security-Token={credential.SessionToken}", query, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, await PutAsync(signed, new byte[100]));
        }
    }

    /// <param name="algorithm">That of the parts.</param>
    /// <param name="ahead">How far the application's clock is before the SDK's.</param>
    private Task<IMultipartSession> StartAsync(PartChecksumAlgorithm algorithm, TimeSpan ahead = default) =>
        Uploader(options => options.ChecksumAlgorithm = algorithm, new FakeTimeProvider(DateTimeOffset.UtcNow + ahead))
            .StartAsync(Target);

    /// <summary>At a store that is reached by https, with a client that has no credentials.</summary>
    private static Task<IMultipartSession> MockedAsync(ServerSideEncryption? encryption, string? key = null)
    {
        var s3 = new Mock<IAmazonS3>();
        s3.Setup(client => client.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new InitiateMultipartUploadResponse { UploadId = "1" });
        s3.Setup(client => client.GetPreSignedURLAsync(It.IsAny<GetPreSignedUrlRequest>()))
            .ThrowsAsync(new AmazonClientException("No credentials."));
        return new MultipartUploader(s3.Object).StartAsync(new UploadTarget
        {
            BucketName = Bucket,
            Key = key ?? Key,
            ChecksumAlgorithm = PartChecksumAlgorithm.None,
            Encryption = encryption,
        });
    }

    private byte[] PartOf(int number) => Bytes[((number - 1) * PartSize)..Math.Min(number * PartSize, Bytes.Length)];

    /// <summary>What an uploader computes of the same parts.</summary>
    private async Task<IReadOnlyList<string?>> ChecksumsOf(PartChecksumAlgorithm algorithm)
    {
        if (algorithm == PartChecksumAlgorithm.MD5)
        {
            return [.. Enumerable.Range(1, 3).Select(number => Convert.ToBase64String(
                System.Security.Cryptography.MD5.HashData(PartOf(number))))];
        }

        UploadManifest manifest = await Uploader(options => options.ChecksumAlgorithm = algorithm)
            .UploadAsync(new UploadRequest { BucketName = Bucket, Key = "other", Source = PartSource.FromMemory(Bytes) });
        return [.. manifest.Parts.Select(part => part.Checksum)];
    }

    private async Task<HttpStatusCode> PutAsync(PresignedPart signed, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, signed.Url) { Content = new ByteArrayContent(bytes) };
        foreach ((string name, string value) in signed.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }
}
