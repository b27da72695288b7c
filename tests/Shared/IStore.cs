using Amazon.S3;

namespace S3MultipartUpload.TestSupport;

/// <summary>A store that the behavioural tests run against.</summary>
public interface IStore : IAsyncLifetime
{
    /// <summary>Why the tests cannot run against this store here; null where they can.</summary>
    string? SkipReason { get; }

    /// <summary>A client of the store; it does no retries of its own.</summary>
    IAmazonS3 Client { get; }

    /// <summary>Whether the store has lifecycle rules.</summary>
    bool HasLifecycle { get; }

    /// <summary>The profiles that must do for this store; the first one is its own.</summary>
    IReadOnlyList<ProviderProfile> Profiles { get; }

    /// <summary>A bucket for the tests.</summary>
    string Bucket { get; }
}
