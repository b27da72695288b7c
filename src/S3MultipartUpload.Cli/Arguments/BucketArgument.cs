using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Which bucket: --bucket.</summary>
internal sealed partial class BucketArgument : Option<string>
{
    public BucketArgument()
        : base("--bucket")
    {
        Description = "The bucket, by its name or the ARN of an access point.";
        HelpName = "B";
        Required = true;
        Validators.Add(Check);
    }

    /// <summary>A name with a slash, or of dots alone, would turn the request into one for another bucket.</summary>
    private static void Check(OptionResult result)
    {
        string name = result.GetValueOrDefault<string>() ?? "";
        if (!UsableName().IsMatch(name))
        {
            result.AddError($"--bucket: '{name}' is not the name of a bucket: 3 to 255 letters, digits, dots, hyphens and underscores.");
        }
    }

    [GeneratedRegex(@"^(arn:[\x21-\x7E]+|[A-Za-z0-9][A-Za-z0-9._-]{2,254})\z")]
    private static partial Regex UsableName();
}
