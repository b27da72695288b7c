using System.CommandLine;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How much is said: --quiet, --verbose.</summary>
internal sealed class VerbosityArguments
{
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Says nothing on standard error but errors." };

    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Tells every request on standard error, with the store's answer, its request id and the time; no keys of AWS.",
    };

    public void AddTo(Command command)
    {
        command.Add(_quiet);
        command.Add(_verbose);
        command.RefuseTogether(_quiet, _verbose);
    }

    public IScreen OpenScreen(ParseResult arguments) =>
        Screen.Open(arguments.GetValue(_quiet), isVerbose: arguments.GetValue(_verbose));
}
