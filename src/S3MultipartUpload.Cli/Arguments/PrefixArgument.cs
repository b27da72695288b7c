using System.CommandLine;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Which keys of a bucket: --prefix.</summary>
internal sealed class PrefixArgument : Option<string?>
{
    public PrefixArgument()
        : base("--prefix")
    {
        Description = "Only uploads whose keys begin with this. Default: all of the bucket.";
        HelpName = "P";
        Validators.Add(result =>
        {
            // Bytes that are no UTF-8 arrive as U+FFFD: it would be another prefix.
            if (result.GetValueOrDefault<string>()?.Contains('\uFFFD', StringComparison.Ordinal) == true)
            {
                result.AddError("--prefix: it holds bytes that are not UTF-8, or the character U+FFFD that stands for them.");
            }
        });
    }
}
