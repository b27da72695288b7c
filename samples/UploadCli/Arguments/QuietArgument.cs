using System.CommandLine;
using UploadCli.Screens;

namespace UploadCli.Arguments;

/// <summary>How much is said: --quiet.</summary>
internal sealed class QuietArgument : Option<bool>
{
    public QuietArgument()
        : base("--quiet") => Description = "Says nothing on standard error but errors.";

    public IScreen OpenScreen(ParseResult arguments) => Screen.Open(quiet: arguments.GetValue(this));
}
