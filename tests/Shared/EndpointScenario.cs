using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.TestSupport;

/// <summary>
/// What every test over our own endpoint begins with: one in memory, for itself alone, with one bucket, parts of any size, open to raw
/// requests; and a client that does not retry.
/// </summary>
public abstract class EndpointScenario : IAsyncLifetime
{
    protected const string Bucket = "photos";

    private S3TestServer? _server;
    private AmazonS3Client? _client;

    protected S3TestServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    protected AmazonS3Client Client => _client ?? throw new InvalidOperationException("The server is not started.");

    protected virtual S3TestServerOptions Options => new() { BucketNames = { Bucket }, MinimumPartSize = 1, AllowAnonymous = true };

    public async ValueTask InitializeAsync()
    {
        _server = await S3TestServer.StartAsync(Options, TestContext.Current.CancellationToken);
        _client = CreateClient(_server);
    }

    public virtual async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    protected virtual AmazonS3Client CreateClient(S3TestServer server) => PlainClient(server);

    protected static AmazonS3Client PlainClient(S3TestServer server) => server.CreateClient(config =>
    {
        config.MaxErrorRetry = 0;
        config.MaxStaleConnectionRetries = 0;
    });

    protected static byte[] RandomBytes(int length) => RandomNumberGenerator.GetBytes(length);

    protected static byte[] RandomBytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected async Task<string> CreateUploadAsync(string key)
    {
        InitiateMultipartUploadResponse created = await Client.InitiateMultipartUploadAsync(Bucket, key);
        return created.UploadId;
    }

    protected async Task<PartETag> UploadPartAsync(string key, string uploadId, int number, byte[] bytes)
    {
        UploadPartResponse part = await Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = key,
            UploadId = uploadId,
            PartNumber = number,
            InputStream = new MemoryStream(bytes),
            PartSize = bytes.Length,
        });
        return new PartETag(number, part.ETag);
    }

    protected Task<CompleteMultipartUploadResponse> CompleteAsync(string key, string uploadId, params PartETag[] parts) =>
        Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = key,
            UploadId = uploadId,
            PartETags = [.. parts],
        });

    protected Task<PutObjectResponse> PutAsync(string key, string text) =>
        Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = text });

    protected async Task<byte[]> ReadAsync(string key)
    {
        using GetObjectResponse response = await Client.GetObjectAsync(Bucket, key);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    protected static async Task<AmazonS3Exception> FailsAsync(Func<Task> action, int status, string errorCode)
    {
        AmazonS3Exception error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(action);
        Assert.Equal((status, errorCode), ((int)error.StatusCode, error.ErrorCode));
        return error;
    }
}
