using Spectre.Console;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>A terminal: a bar with percent, rate and time left; messages appear above it.</summary>
internal sealed class TerminalScreen(TextWriter output, bool isVerbose) : IScreen
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(output),

        // The bar is wanted also where standard input is a pipe.
        Interactive = InteractionSupport.Yes,
    });

    public bool IsVerbose => isVerbose;

    public void Say(string message) => _console.Write(new MessageAbove(OneLine.Of(message)));

    public void Complain(string error) => Say(error);

    public Task<T> FollowAsync<T>(string name, bool isLengthKnown, Func<IProgress<UploadProgress>?, Task<T>> upload) => _console
        .Progress()
        .Columns(new UploadLine(OneLine.Of(name), isLengthKnown))
        .StartAsync(context => upload(new ProgressBarTask(context.AddTask("upload"))));
}
