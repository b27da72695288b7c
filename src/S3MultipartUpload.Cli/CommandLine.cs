using System.CommandLine;
using System.CommandLine.Invocation;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Commands;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli;

/// <summary>From the arguments of the process to its exit code.</summary>
internal static class CommandLine
{
    // A key may begin with '@': nothing is taken for the name of a file with more arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    // Signals and exceptions end in CommandRun, with a clean abort and one line on standard error.
    private static readonly InvocationConfiguration Invocation = new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var command = new UploadCommand();
        ParseResult parsed = command.Parse(arguments, Parsing);
        bool isCompletion = parsed.GetResult(command.Directives.Single()) is not null;
        string? missing = isCompletion ? null : MissingValue.ProblemIn(arguments, command);
        if (missing is null && parsed.Action is not ParseErrorAction)
        {
            return await parsed.InvokeAsync(Invocation);
        }

        var screen = new QuietScreen(Console.Error);
        foreach (string problem in missing is null ? parsed.Errors.Select(error => error.Message).Distinct() : [missing])
        {
            screen.Complain(problem);
        }

        screen.Complain("Run with --help to see how it is used.");
        return ExitCode.Refused;
    }
}
