using Amazon.Runtime;
using Amazon.S3;

namespace S3MultipartUpload.TestSupport;

/// <summary>
/// The S3 server that S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY and S3_SECRET_KEY name; S3_PROFILE names its profile, and S3_LIFECYCLE=none
/// says that it has no lifecycle rules.
/// </summary>
public sealed class GivenStore : IStore
{
    private AmazonS3Client? _client;

    public static bool IsGiven => Endpoint is not null;

    public string? SkipReason => IsGiven
        ? null
        : "No S3 server is given, so all tests over one are skipped: S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY and S3_SECRET_KEY are not set " +
        "(see tests/servers).";

    public IAmazonS3 Client => _client ?? throw new InvalidOperationException("Not started.");

    public bool HasLifecycle => Environment.GetEnvironmentVariable("S3_LIFECYCLE") != "none";

    public IReadOnlyList<ProviderProfile> Profiles { get; } = Environment.GetEnvironmentVariable("S3_PROFILE") is { Length: > 0 } name
        ? [ProviderProfile.Find(
            name) ?? throw new InvalidOperationException($"S3_PROFILE: there is no profile {name}."), ProviderProfile.S3Compatible]
        : [ProviderProfile.S3Compatible];

    public string Bucket { get; } = $"behaviour-{Guid.NewGuid():N}";

    private static string? Endpoint => Environment.GetEnvironmentVariable("S3_ENDPOINT");

    public async ValueTask InitializeAsync()
    {
        if (IsGiven)
        {
            _client = new AmazonS3Client(
                new BasicAWSCredentials(
                    Environment.GetEnvironmentVariable("S3_ACCESS_KEY"), Environment.GetEnvironmentVariable("S3_SECRET_KEY")),
                new AmazonS3Config
                {
                    ServiceURL = Endpoint,
                    AuthenticationRegion = Environment.GetEnvironmentVariable("S3_REGION") ?? "us-east-1",
                    ForcePathStyle = true,
                    MaxErrorRetry = 0,
                });
            await _client.PutBucketAsync(Bucket);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }
}
