using System.CommandLine;
using System.CommandLine.Parsing;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>What kind of store it is: --profile.</summary>
internal sealed class ProfileArgument : Option<ProviderProfile?>
{
    private static readonly string Names = string.Join(", ", ProviderProfile.All.Select(profile => profile.Name));

    public ProfileArgument()
        : base("--profile")
    {
        Description = $"The kind of store, for its limits and checksums: {Names}. Default: AmazonS3, or S3Compatible with --endpoint.";
        HelpName = "NAME";
        CustomParser = Parse;
    }

    /// <summary>The profile to use; null leaves it to the library. The embedded endpoint does what Amazon S3 does.</summary>
    public ProviderProfile? Read(ParseResult arguments, StoreAddress address) =>
        arguments.GetValue(this) ?? (address.EmbeddedFolder is null ? null : ProviderProfile.AmazonS3);

    private static ProviderProfile? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        var profile = ProviderProfile.Find(text);
        if (profile is null)
        {
            result.AddError($"--profile: '{text}' is none of {Names}.");
        }

        return profile;
    }
}
