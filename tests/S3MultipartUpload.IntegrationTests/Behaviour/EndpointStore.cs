using Amazon.S3;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Our own endpoint.</summary>
public abstract class EndpointStore(bool https) : IStore
{
    private S3TestServer? _server;
    private AmazonS3Client? _client;

    public string? SkipReason => null;

    public IAmazonS3 Client => _client ?? throw new InvalidOperationException("Not started.");

    public bool HasLifecycle => true;

    public IReadOnlyList<ProviderProfile> Profiles => ProviderProfile.All;

    public string Bucket => "behaviour";

    public async ValueTask InitializeAsync()
    {
        _server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { Bucket }, Https = https, AllowUnsignedPayloadOverHttp = true });
        _client = _server.CreateClient(config => config.MaxErrorRetry = 0);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
