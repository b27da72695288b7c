using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>
/// What the code of the pages finds: a store, a file, and a folder for checkpoints. It runs as it stands there;
/// <see cref="ReadmeTests"/> compares the two.
/// </summary>
public abstract class ExampleScenario : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3mpu-");
    private S3TestServer? _server;
    private AmazonS3Client? _client;

    /// <summary>The bytes of the file.</summary>
    protected byte[] Bytes { get; } = RandomNumberGenerator.GetBytes(17 * 1024 * 1024);

    protected string FilePath => InFolder("disk.img");

    protected S3TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    protected AmazonS3Client Client => _client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(FilePath, Bytes);
        _server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "backups", "photos" } });
        _client = _server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string InFolder(string name) => Path.Combine(_folder.FullName, name);

    protected async Task AssertStored(string key, string bucket = "backups")
    {
        using GetObjectResponse stored = await Client.GetObjectAsync(bucket, key);
        Assert.Equal(SHA256.HashData(Bytes), await SHA256.HashDataAsync(stored.ResponseStream));
    }
}
