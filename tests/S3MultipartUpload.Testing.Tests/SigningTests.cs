using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Testing.Tests;

public sealed class SigningTests : EndpointScenario
{
    private static readonly S3Credential Reader = new("READER", "reader-secret") { ReadOnly = true };
    private static readonly S3Credential Writer = new("WRITER", "writer-secret");
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options =>
        new() { BucketNames = { Bucket }, Credentials = { Reader, Writer }, TimeProvider = _clock };

    [Fact]
    public async Task Every_known_credential_is_let_in_and_the_read_only_one_may_not_write()
    {
        using AmazonS3Client writer = Server.CreateClient(Writer);
        using AmazonS3Client reader = Server.CreateClient(Reader);
        await writer.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text" });

        Assert.Equal(4, (await reader.GetObjectMetadataAsync(Bucket, "a")).ContentLength);
        await FailsAsync(
            () => reader.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "x" }), 403, "AccessDenied");
        await FailsAsync(() => reader.InitiateMultipartUploadAsync(Bucket, "a"), 403, "AccessDenied");
    }

    [Fact]
    public async Task Wrong_secret_and_unknown_key_are_told_apart()
    {
        using AmazonS3Client wrong = Server.CreateClient(new S3Credential(Server.AccessKey, "wrong"));
        using AmazonS3Client unknown = Server.CreateClient(new S3Credential("NOBODY", "wrong"));

        await FailsAsync(() => wrong.ListObjectsV2Async(new() { BucketName = Bucket }), 403, "SignatureDoesNotMatch");
        await FailsAsync(() => unknown.ListObjectsV2Async(new() { BucketName = Bucket }), 403, "InvalidAccessKeyId");
    }

    [Fact]
    public async Task Anonymous_request_is_refused()
    {
        using var http = new HttpClient();

        using HttpResponseMessage response = await http.GetAsync(new Uri(Server.Endpoint, Bucket));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("<Code>AccessDenied</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clock_less_than_15_minutes_off_is_let_in()
    {
        _clock.Advance(TimeSpan.FromMinutes(14));

        Assert.NotNull((await PutAsync("a", "x")).ETag);
    }

    [Fact]
    public async Task Clock_more_than_15_minutes_off_is_refused_and_a_client_that_retries_sets_it_right()
    {
        _clock.Advance(TimeSpan.FromMinutes(16));
        await FailsAsync(() => PutAsync("a", "x"), 403, "RequestTimeTooSkewed");

        using AmazonS3Client client = Server.CreateClient();

        Assert.NotNull((await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "x" })).ETag);
    }

    [Fact]
    public async Task Presigned_url_works_until_it_expires_and_only_as_signed()
    {
        string url = await Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = "a b/ü",
            Verb = HttpVerb.PUT,
            Expires = DateTime.UtcNow.AddMinutes(10),
            Protocol = Amazon.S3.Protocol.HTTP,
        });
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, url));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, url.Replace("a%20b", "a%20c", StringComparison.Ordinal)));
        Assert.Equal("SignatureDoesNotMatch", Server.Requests[^1].ErrorCode);
        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, url));
        Assert.Equal("AccessDenied", Server.Requests[^1].ErrorCode);
        Assert.Equal("a b/ü", Assert.Single(Server.Requests, request => request.Status == 200).Key);
    }

    [Fact]
    public async Task Values_in_a_presigned_query_count_as_headers()
    {
        Task<string> UrlAsync(string crc32) => Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = "a",
            Verb = HttpVerb.PUT,
            Expires = DateTime.UtcNow.AddMinutes(10),
            Protocol = Amazon.S3.Protocol.HTTP,
            Parameters = { ["x-amz-checksum-crc32"] = crc32, ["x-amz-meta-colour"] = "red" },
        });
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(http, await UrlAsync(Convert.ToBase64String(new byte[4]))));
        Assert.Equal("BadDigest", Server.Requests[^1].ErrorCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, await UrlAsync(Convert.ToBase64String(Checksum("x"u8.ToArray())))));
        Assert.Equal("red", (await Client.GetObjectMetadataAsync(Bucket, "a")).Metadata["colour"]);
    }

    [Fact]
    public async Task Wrong_signature_in_a_query_is_refused_even_where_nobody_needs_to_sign()
    {
        await using S3TestServer open = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, AllowAnonymous = true });
        using AmazonS3Client wrong = open.CreateClient(new S3Credential(open.AccessKey, "wrong"));
        string url = await wrong.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = "a",
            Verb = HttpVerb.PUT,
            Expires = DateTime.UtcNow.AddMinutes(10),
            Protocol = Amazon.S3.Protocol.HTTP,
        });
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, url));
        Assert.Equal("SignatureDoesNotMatch", open.Requests[^1].ErrorCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, url.Split('?')[0]));
    }

    [Theory]
    [InlineData(true, false, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")]
    [InlineData(true, true, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")]
    [InlineData(false, true, "64 hexadecimal digits")]
    public async Task Body_signed_in_every_way_is_stored_and_one_flipped_bit_is_refused(bool chunked, bool checksumGiven, string expected)
    {
        byte[] bytes = RandomBytes(200_000);
        PutObjectRequest Request() => new()
        {
            BucketName = Bucket,
            Key = "a",
            InputStream = new MemoryStream(bytes),
            UseChunkEncoding = chunked,
            ChecksumCRC32 = checksumGiven ? Convert.ToBase64String(Checksum(bytes)) : null,
        };
        using var tap = new TapHandler();
        using AmazonS3Client client = Server.CreateClient(config =>
        {
            config.HttpClientFactory = new TapFactory(tap);
            config.MaxErrorRetry = 0;
        });

        await client.PutObjectAsync(Request());
        Assert.Equal(bytes, await ReadAsync("a"));
        Assert.Equal(expected, tap.ContentSha256 is { Length: 64 } hash
            && hash.All(char.IsAsciiHexDigitLower) ? "64 hexadecimal digits" : tap.ContentSha256);

        tap.FlipABit = true;
        AmazonS3Exception error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => client.PutObjectAsync(Request()));
        Assert.Equal(chunked ? "SignatureDoesNotMatch" : "XAmzContentSHA256Mismatch", error.ErrorCode);
    }

    [Fact]
    public async Task Unsigned_body_is_refused_over_http()
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, new Uri(Server.Endpoint, "photos/a")) { Content = new StringContent("x") };
        request.Headers.Add("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        string date = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'");
        request.Headers.Add("x-amz-date", date);
        string scope = $"{date[..8]}/us-east-1/s3/aws4_request";
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={Server.AccessKey}/{scope}, " +
            "SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=00");
        using var http = new HttpClient();

        using HttpResponseMessage response = await http.SendAsync(request);

        Assert.Contains("over HTTPS only", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static byte[] Checksum(byte[] bytes)
    {
        byte[] checksum = System.IO.Hashing.Crc32.Hash(bytes);
        Array.Reverse(checksum);
        return checksum;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string url)
    {
        using HttpResponseMessage response = await http.PutAsync(new Uri(url), new ByteArrayContent(Encoding.UTF8.GetBytes("x")));
        return response.StatusCode;
    }
}
