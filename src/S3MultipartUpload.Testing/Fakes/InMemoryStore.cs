using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Log;
using S3MultipartUpload.Testing.Operations;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Signing;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Fakes;

/// <summary>The endpoint without its web server: a client of the AWS SDK whose requests never leave the process.</summary>
internal sealed class InMemoryStore : IDisposable
{
    private static readonly S3Credential Owner = new("AKIAS3MULTIPARTFAKE0", "s3-multipart-upload-testing-secret-key-0");

    private readonly BucketTable _buckets;
    private readonly RequestLog _log = new(keeps: true);
    private readonly HttpClient _http;

    public InMemoryStore(TimeProvider time)
    {
        _buckets = BucketTable.Open(directory: null, discard: false, out IBlobStore blobs);

        // The SDK signs by the system's clock, whatever the test's is.
        var authenticator = new Authenticator(
            [Owner], new SigningRules(S3Account.DefaultRegion, TimeProvider.System) { AllowUnsignedOverHttp = true });
        var application = new S3Application(
            new S3TestServerOptions { TimeProvider = time },
            authenticator,
            _buckets,
            blobs,
            new LifecycleRun(_buckets, time),
            Faults,
            _log);
        _http = new HttpClient(new InMemoryHandler(application.HandleAsync, name => Open(name, time)))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

        // No request leaves the process; the address is Amazon's, for so the rules and limits are.
        Client = new AmazonS3Client(new BasicAWSCredentials(Owner.AccessKey, Owner.SecretKey), new AmazonS3Config
        {
            RegionEndpoint = RegionEndpoint.USEast1,
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            HttpClientFactory = new SingleClientFactory(_http),
        });
    }

    public AmazonS3Client Client { get; }

    public FaultSchedule Faults { get; } = new(seed: 0);

    public IReadOnlyList<S3RequestRecord> Requests => _log.Records;

    public IReadOnlyList<FakeObject> Objects =>
    [
        .. _buckets.Snapshot()
            .SelectMany(bucket => bucket.Objects.Snapshot().Select(record => Read(bucket, record.Key)))
            .OfType<FakeObject>(),
    ];

    public FakeObject? Find(string bucketName, string key) =>
        _buckets.Snapshot().FirstOrDefault(bucket => bucket.Record.Name == bucketName) is { } bucket ? Read(bucket, key) : null;

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }

    /// <summary>Every bucket exists: it does from the moment when somebody names it.</summary>
    private void Open(string name, TimeProvider time)
    {
        if (BucketName.IsValid(name))
        {
            _buckets.Create(name, time.GetUtcNow());
        }
    }

    /// <summary>Null where there is no such object, or where it was deleted or replaced a moment ago. Memory makes nobody wait.</summary>
    public static FakeObject? Read(Bucket bucket, string key)
    {
        if (bucket.Objects.Find(key) is not { } stored)
        {
            return null;
        }

        if (stored.Record.Size > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"The object '{key}' has {stored.Record.Size:N0} bytes, which is more than one array holds: read it by the fake's Client.");
        }

        return bucket.Objects.OpenRead(stored, 0, stored.Record.Size) is { } content
            ? FakeObject.ReadAsync(bucket.Record.Name, stored.Record, content).GetAwaiter().GetResult()
            : null;
    }

    private sealed class SingleClientFactory(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
