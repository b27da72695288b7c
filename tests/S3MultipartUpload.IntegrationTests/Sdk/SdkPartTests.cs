using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests.Sdk;

/// <summary>What AWSSDK.S3 4.1.0 does with a part. The library relies on it; another version that differs shows here.</summary>
public sealed class SdkPartTests : IDisposable
{
    private readonly Recorder _recorder = new();

    public void Dispose() => _recorder.Dispose();

    [Theory]
    [InlineData("https")]
    [InlineData("http")]
    public async Task Request_sent_twice_sends_no_bytes_the_second_time_and_succeeds(string scheme)
    {
        using AmazonS3Client client = _recorder.Client(scheme);
        UploadPartRequest part = Part(new MemoryStream(new byte[1000]));
        (part.ChecksumCRC32, part.UseChunkEncoding, part.DisablePayloadSigning) = ("AAAAAA==", false, scheme == "https");
        Stream mine = part.InputStream;

        await client.UploadPartAsync(part);
        UploadPartResponse second = await client.UploadPartAsync(part);

        Assert.NotSame(mine, part.InputStream);
        Assert.Equal(HttpStatusCode.OK, second.HttpStatusCode);
        Assert.Equal([1000, 0], _recorder.Sent.Select(sending => sending.Body.Length));
    }

    [Theory]
    [InlineData("https", false, null, false, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")]
    [InlineData("https", false, null, true, "STREAMING-UNSIGNED-PAYLOAD-TRAILER")]
    [InlineData("https", true, null, false, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")]
    [InlineData("https", true, false, false, "541B3E9DAA09B20BF85FA273E5CBD3E80185AA4EC298E765DB87742B70138A53")]
    [InlineData("https", true, false, true, "UNSIGNED-PAYLOAD")]
    [InlineData("http", true, false, false, "541B3E9DAA09B20BF85FA273E5CBD3E80185AA4EC298E765DB87742B70138A53")]
    public async Task Settings_decide_how_the_body_is_signed(string scheme, bool withChecksum, bool? chunked, bool bare, string expected)
    {
        using AmazonS3Client client = _recorder.Client(scheme);
        UploadPartRequest part = Part(new MemoryStream(new byte[1000]));
        part.ChecksumCRC32 = withChecksum ? "AAAAAA==" : null;
        part.DisablePayloadSigning = bare;
        part.UseChunkEncoding = chunked ?? part.UseChunkEncoding;

        await client.UploadPartAsync(part);

        IReadOnlyDictionary<string, string> headers = Assert.Single(_recorder.Sent).Headers;
        Assert.Equal(expected, headers["x-amz-content-sha256"], ignoreCase: true);
        Assert.Equal(!withChecksum, headers.ContainsKey("x-amz-trailer"));
        Assert.Equal(withChecksum ? "AAAAAA==" : null, headers.GetValueOrDefault("x-amz-checksum-crc32"));
    }

    [Fact]
    public async Task Unsigned_body_over_http_is_refused_before_it_is_sent()
    {
        using AmazonS3Client client = _recorder.Client("http");
        UploadPartRequest part = Part(new MemoryStream(new byte[1000]));
        (part.ChecksumCRC32, part.DisablePayloadSigning, part.UseChunkEncoding) = ("AAAAAA==", true, false);

        await Assert.ThrowsAnyAsync<AmazonClientException>(() => client.UploadPartAsync(part));

        Assert.Empty(_recorder.Sent);
    }

    [Fact]
    public async Task Part_waits_for_100_continue()
    {
        using AmazonS3Client client = _recorder.Client();
        await client.UploadPartAsync(Part(new MemoryStream(new byte[1000])));

        Assert.Equal("100-continue", Assert.Single(_recorder.Sent).Headers.GetValueOrDefault("expect"));
    }

    [Fact]
    public async Task Part_size_clips_a_seekable_stream_from_its_position_and_leaves_it_open()
    {
        using AmazonS3Client client = _recorder.Client();
        var stream = new MemoryStream([.. Enumerable.Range(0, 100).Select(number => (byte)number)]) { Position = 10 };
        UploadPartRequest part = Part(stream);
        (part.PartSize, part.ChecksumCRC32, part.UseChunkEncoding) = (20, "AAAAAA==", false);

        await client.UploadPartAsync(part);

        Assert.Equal(stream.ToArray()[10..30], Assert.Single(_recorder.Sent).Body);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task Progress_begins_again_when_the_sdk_tries_again()
    {
        _recorder.Answer = number => number == 1 ? Recorder.ServerError() : Recorder.Ok();
        using AmazonS3Client client = _recorder.Client(configure: config => config.MaxErrorRetry = 1);
        UploadPartRequest part = Part(new MemoryStream(new byte[500_000]));
        (part.ChecksumCRC32, part.UseChunkEncoding, part.DisablePayloadSigning) = ("AAAAAA==", false, true);
        // Reports come on threads of their own, some of them after the call has ended.
        int wholes = 0;
        var twice = new TaskCompletionSource();
        part.StreamTransferProgress += (_, progress) =>
        {
            if (progress.TransferredBytes == 500_000 && Interlocked.Increment(ref wholes) == 2)
            {
                twice.SetResult();
            }
        };

        await client.UploadPartAsync(part);

        Assert.Equal([500_000, 500_000], _recorder.Sent.Select(sending => sending.Body.Length));
        await twice.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    internal static UploadPartRequest Part(Stream body) =>
        new() { BucketName = "photos", Key = "a", UploadId = "u", PartNumber = 1, InputStream = body };
}
