using Amazon.Runtime;

namespace S3MultipartUpload.Profiles;

/// <summary>What a client's configuration tells of the store.</summary>
internal static class StoreEndpoint
{
    // A mocked client has no configuration. It stands for Amazon's, but its answers say no more than its set-up does.
    private static readonly ProviderProfile Mocked = ProviderProfile.AmazonS3 with { ConfirmsChecksums = false };

    public static bool IsHttps(IClientConfig? config) => config is not null
        && !(config.ServiceURL?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ?? config.UseHttp);

    /// <summary>The profile to use where none was chosen.</summary>
    public static ProviderProfile DefaultProfile(IClientConfig? config) =>
        config is null ? Mocked
        : config.ServiceURL is { Length: > 0 } url && !IsAmazon(url) ? ProviderProfile.S3Compatible
        : ProviderProfile.AmazonS3;

    private static bool IsAmazon(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
        && (address.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
            || address.Host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase));
}
