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
        config is null ? Mocked : MayBeAmazon(config) ? ProviderProfile.AmazonS3 : ProviderProfile.S3Compatible;

    /// <summary>The host of the store, without a bucket; null where the configuration does not tell.</summary>
    public static string? AddressOf(IClientConfig? config) =>
        config?.ServiceURL is { Length: > 0 } url ? (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) ? address.Host : null)
        : config is { RegionEndpoint: { } region, UseDualstackEndpoint: false, UseFIPSEndpoint: false }
            ? $"s3.{region.SystemName}.{region.PartitionDnsSuffix}"
            : null;

    /// <summary>What tells a store from others: its host and port; null for Amazon's, where each bucket's name is the only one.</summary>
    public static string? NameOf(IClientConfig? config) =>
        !MayBeAmazon(config) && Uri.TryCreate(config?.ServiceURL, UriKind.Absolute, out Uri? address) ? address.Authority : null;

    /// <summary>Whether nothing says that the store is another than Amazon's.</summary>
    public static bool MayBeAmazon(IClientConfig? config) => config?.ServiceURL is not { Length: > 0 } url || IsAmazon(url);

    private static bool IsAmazon(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
        && (address.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
            || address.Host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase));
}
