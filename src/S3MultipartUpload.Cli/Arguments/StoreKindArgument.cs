using System.CommandLine;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>What kind of store it is: --store.</summary>
internal sealed class StoreKindArgument() : ChoiceArgument<ProviderProfile>(
    "--store",
    "The kind of store, for its limits and checksums; AmazonS3 unless given, or S3Compatible with --endpoint",
    "NAME",
    ProviderProfile.All.ToDictionary(profile => profile.Name))
{
    /// <summary>The profile to use; null leaves it to the library. The embedded endpoint does what Amazon S3 does.</summary>
    public ProviderProfile? Read(ParseResult arguments, StoreAddress address) =>
        arguments.GetValue(this) ?? (address.EmbeddedFolder is null ? null : ProviderProfile.AmazonS3);
}
