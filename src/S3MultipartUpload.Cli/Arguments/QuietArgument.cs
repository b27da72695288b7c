using System.CommandLine;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How much is said: --quiet.</summary>
internal sealed class QuietArgument : Option<bool>
{
    public QuietArgument()
        : base("--quiet") => Description = "Says nothing on standard error but errors.";

    public IScreen OpenScreen(ParseResult arguments) => Screen.Open(quiet: arguments.GetValue(this));
}
