using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>A server that takes connections, and what comes over them, and never says a word.</summary>
public sealed class SilentEndpointTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentEndpointTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("http", 0)]
    [InlineData("http", 1_000_000)]
    [InlineData("https", 0)]
    [InlineData("https", 1_000_000)]
    public async Task An_upload_gives_up_and_names_the_option(string scheme, long singlePutThreshold)
    {
        using AmazonS3Client client = Client(scheme);
        var uploader = new MultipartUploader(client, Options(options => options.SinglePutThreshold = singlePutThreshold));
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => uploader.UploadAsync(new UploadRequest
        {
            BucketName = "photos",
            Key = "summer.jpg",
            Source = PartSource.FromMemory(new byte[100_000]),
        }));
        Assert.IsAssignableFrom<TimeoutException>(failure.InnerException);
        Assert.Contains(nameof(S3MultipartUploadOptions.ResponseTimeout), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_list_gives_up_and_names_the_option(string scheme)
    {
        using AmazonS3Client client = Client(scheme);
        var uploads = new IncompleteUploads(client, Options());
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(
            () => uploads.ListAsync(new IncompleteUploadQuery { BucketName = "photos" }).ToListAsync().AsTask());
        Assert.Contains(nameof(S3MultipartUploadOptions.ResponseTimeout), failure.Message, StringComparison.Ordinal);
    }

    private AmazonS3Client Client(string scheme) => new(
        new BasicAWSCredentials("key", "secret"),
        new AmazonS3Config
        {
            ServiceURL = $"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}",
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
        });

    private static S3MultipartUploadOptions Options(Action<S3MultipartUploadOptions>? configure = null)
    {
        var options = new S3MultipartUploadOptions
        {
            MaxRetries = 1,
            RetryDelay = TimeSpan.Zero,
            ResponseTimeout = Short,
            StallTimeout = Short,
        };
        configure?.Invoke(options);
        return options;
    }
}
