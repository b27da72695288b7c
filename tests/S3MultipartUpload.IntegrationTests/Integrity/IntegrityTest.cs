using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>An endpoint in memory with parts of any size, a client that does not retry, and a look at what goes over the wire.</summary>
public abstract class IntegrityTest : IAsyncLifetime
{
    protected const string Bucket = "photos";
    protected const string Key = "a";
    protected const int PartSize = 10_000;

    private S3TestServer? _server;
    private AmazonS3Client? _client;
    private WireHandler? _wire;

    /// <summary>All algorithms.</summary>
    public static IEnumerable<PartChecksumAlgorithm> Algorithms => Enum.GetValues<PartChecksumAlgorithm>();

    protected S3TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    protected AmazonS3Client Client => _client ?? throw new InvalidOperationException("Not started.");

    private protected WireHandler Wire => _wire ?? throw new InvalidOperationException("Not started.");

    protected virtual bool Https => false;

    public async ValueTask InitializeAsync()
    {
        _server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket }, MinimumPartSize = 1, Https = Https });
        _wire = new WireHandler(_server.Certificate);
        _client = _server.CreateClient(config =>
        {
            config.MaxErrorRetry = 0;
            config.MaxStaleConnectionRetries = 0;
            config.HttpClientFactory = _wire.ToFactory();
        });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _wire?.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static byte[] RandomBytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A profile for parts of any size.</summary>
    protected static ProviderProfile Small(ProviderProfile profile) => profile with { Limits = profile.Limits with { MinPartSize = 1 } };

    protected MultipartUploader Uploader(
        ProviderProfile profile, PartChecksumAlgorithm algorithm = PartChecksumAlgorithm.Crc32, Action<S3MultipartUploadOptions>? configure = null)
    {
        var options = new S3MultipartUploadOptions
        {
            Profile = Small(profile),
            ChecksumAlgorithm = algorithm,
            PartSizer = PartSizer.Fixed(PartSize),
            SinglePutThreshold = 1_000,
            RetryDelay = TimeSpan.Zero,
            MaxRetryDelay = TimeSpan.Zero,
            MaxRetries = 3,
        };
        configure?.Invoke(options);
        return new MultipartUploader(Client, options);
    }

    protected static UploadRequest Request(IPartSource source) => new() { BucketName = Bucket, Key = Key, Source = source };

    protected async Task<byte[]> StoredBytes(string key = Key)
    {
        using GetObjectResponse stored = await Client.GetObjectAsync(Bucket, key);
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }

    protected async Task<bool> IsStored() => (await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects?.Count > 0;
}
