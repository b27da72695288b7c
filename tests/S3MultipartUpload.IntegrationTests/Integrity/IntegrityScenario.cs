using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>A look at what goes over the wire, which may be changed there.</summary>
public abstract class IntegrityScenario : EndpointScenario
{
    protected const string Key = "a";
    protected const int PartSize = 10_000;

    private WireHandler? _wire;

    /// <summary>All algorithms.</summary>
    public static IEnumerable<PartChecksumAlgorithm> Algorithms => Enum.GetValues<PartChecksumAlgorithm>();

    private protected WireHandler Wire => _wire ?? throw new InvalidOperationException("Not started.");

    protected virtual bool Https => false;

    /// <summary>Whether payloads are left unsigned where they are signed unless one asks for it.</summary>
    protected virtual bool UnsignedOverHttp => false;

    protected override S3TestServerOptions Options => new()
    {
        BucketNames = { Bucket },
        MinimumPartSize = 1,
        Https = Https,
        AllowUnsignedPayloadOverHttp = UnsignedOverHttp,
    };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _wire?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override AmazonS3Client CreateClient(S3TestServer server)
    {
        _wire = new WireHandler(server.Certificate);
        return server.CreateClient(config =>
        {
            config.MaxErrorRetry = 0;
            config.MaxStaleConnectionRetries = 0;
            config.HttpClientFactory = _wire.ToFactory();
        });
    }

    /// <summary>A profile for parts of any size.</summary>
    protected static ProviderProfile Small(ProviderProfile profile) => profile with { Limits = profile.Limits with { MinPartSize = 1 } };

    protected MultipartUploader Uploader(
        ProviderProfile profile,
        PartChecksumAlgorithm algorithm = PartChecksumAlgorithm.Crc32,
        Action<S3MultipartUploadOptions>? configure = null)
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
            UnsignedPayloadOverHttp = UnsignedOverHttp,
        };
        configure?.Invoke(options);
        return new MultipartUploader(Client, options, new OutputLogger<MultipartUploader>());
    }

    protected static UploadRequest Request(IPartSource source) => new() { BucketName = Bucket, Key = Key, Source = source };

    protected async Task<byte[]> StoredBytes(string key = Key)
    {
        using GetObjectResponse stored = await Client.GetObjectAsync(Bucket, key);
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }

    protected async Task<bool> IsStored() =>
        (await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects?.Count > 0;
}
