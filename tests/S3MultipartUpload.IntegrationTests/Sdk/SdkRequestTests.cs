using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests.Sdk;

/// <summary>What AWSSDK.S3 4.1.0 makes of names, failures and empty answers. The library guards against each of them.</summary>
public sealed class SdkRequestTests : IDisposable
{
    private readonly Recorder _recorder = new();

    public void Dispose() => _recorder.Dispose();

    [Fact]
    public async Task Leading_slash_of_a_key_is_dropped()
    {
        using AmazonS3Client client = _recorder.Client();
        await client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = "photos", Key = "/a" });

        Assert.StartsWith("/photos/a?", Assert.Single(_recorder.Sent).Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("./a")]
    [InlineData("../a")]
    [InlineData("a/./b")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("\\a")]
    [InlineData(" a ")]
    [InlineData("%2e%2e/a")]
    [InlineData("a\r\n\u0001?b#c&d+e")]
    public async Task Any_other_key_is_sent_as_it_is(string key)
    {
        using AmazonS3Client client = _recorder.Client();
        await client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = "photos", Key = key, UploadId = "u" });

        string encoded = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        Assert.Equal($"/photos/{encoded}?uploadId=u", Assert.Single(_recorder.Sent).Target);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("99999999999999999999")]
    public async Task One_malformed_time_fails_a_whole_list_of_uploads(string time)
    {
        _recorder.Answer = _ => new HttpResponseMessage
        {
            Content = new StringContent(
                "<ListMultipartUploadsResult><Upload><Key>a</Key><UploadId>u</UploadId>" +
                $"<Initiated>{time}</Initiated></Upload></ListMultipartUploadsResult>"),
        };
        using AmazonS3Client client = _recorder.Client();

        Exception failure = await Assert.ThrowsAnyAsync<SystemException>(() => client.ListMultipartUploadsAsync("photos"));

        Assert.True(failure is FormatException or OverflowException, failure.GetType().Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Abort_without_a_key_is_refused_before_it_is_sent(string? key)
    {
        using AmazonS3Client client = _recorder.Client();
        var abort = new AbortMultipartUploadRequest { BucketName = "photos", Key = key, UploadId = "u" };

        await Assert.ThrowsAsync<ArgumentException>(() => client.AbortMultipartUploadAsync(abort));

        Assert.Empty(_recorder.Sent);
    }

    [Fact]
    public async Task Empty_200_on_complete_looks_like_success()
    {
        _recorder.Answer = _ => new HttpResponseMessage { Content = new ByteArrayContent([]) };
        using AmazonS3Client client = _recorder.Client();
        CompleteMultipartUploadResponse answer = await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = "photos",
            Key = "a",
            UploadId = "u",
            PartETags = [new PartETag(1, "\"e\"")],
        });

        Assert.Equal((HttpStatusCode.OK, null), (answer.HttpStatusCode, answer.ETag));
    }

    [Fact]
    public async Task Not_found_lifecycle_is_an_empty_configuration()
    {
        _recorder.Answer = _ => new(HttpStatusCode.NotFound)
        {
            Content = new StringContent("<Error><Code>NoSuchLifecycleConfiguration</Code><Message>m</Message></Error>"),
        };
        using AmazonS3Client client = _recorder.Client();
        GetLifecycleConfigurationResponse answer = await client.GetLifecycleConfigurationAsync("photos");

        Assert.Equal(HttpStatusCode.NotFound, answer.HttpStatusCode);
        Assert.Empty(answer.Configuration.Rules ?? []);
    }

    [Fact]
    public async Task Empty_list_of_parts_is_null()
    {
        _recorder.Answer = _ => new HttpResponseMessage
        {
            Content = new StringContent("<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>"),
        };
        using AmazonS3Client client = _recorder.Client();
        ListPartsResponse page = await client.ListPartsAsync("photos", "a", "u");

        Assert.Null(page.Parts);
        Assert.Null(page.NextPartNumberMarker);
    }

    [Theory]
    [InlineData(null, 11)]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public async Task Stale_connections_are_tried_again_whatever_MaxErrorRetry_says(int? retries, int sends)
    {
        var reset = new IOException("reset", new SocketException((int)SocketError.ConnectionReset));
        _recorder.Answer = _ => throw new HttpRequestException("reset", reset);
        var usual = new AmazonS3Config();
        using AmazonS3Client client = _recorder.Client(
            configure: config => config.MaxStaleConnectionRetries = retries ?? usual.MaxStaleConnectionRetries);

        await Assert.ThrowsAnyAsync<Exception>(() => client.UploadPartAsync(SdkPartTests.Part(new MemoryStream(new byte[10]))));

        Assert.Equal(sends, _recorder.Sent.Count);
    }

    [Fact]
    public async Task Server_error_is_tried_twice_again_by_default()
    {
        _recorder.Answer = _ => Recorder.ServerError();
        int usual = new AmazonS3Config().MaxErrorRetry;
        using AmazonS3Client client = _recorder.Client(configure: config => config.MaxErrorRetry = usual);

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.ListPartsAsync("photos", "a", "u"));

        Assert.Equal(3, _recorder.Sent.Count);
    }

    [Fact]
    public void Client_has_no_timeout_by_default() =>
        Assert.Equal((TimeSpan.FromMilliseconds(int.MaxValue), 8192), (new AmazonS3Config().Timeout, new AmazonS3Config().BufferSize));

    [Fact]
    public void Part_checksums_are_copied_for_every_algorithm_but_those_the_sdk_forgets()
    {
        var answer = new UploadPartResponse { PartNumber = 1, ETag = "\"e\"" };
        string[] all = [.. typeof(UploadPartResponse).GetProperties().Select(property => property.Name)
            .Where(name => name.StartsWith("Checksum", StringComparison.Ordinal) && name != "ChecksumType").Order(StringComparer.Ordinal)];
        foreach (string name in all)
        {
            typeof(UploadPartResponse).GetProperty(name)?.SetValue(answer, "v");
        }

        var complete = new CompleteMultipartUploadRequest();
        complete.AddPartETagsAndChecksums(answer);

        PartETag copy = Assert.Single(complete.PartETags);
        string[] copied = [.. all.Where(name => typeof(PartETag).GetProperty(name)?.GetValue(copy) is "v")];
        Assert.Equal(["ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256"], copied);
    }
}
