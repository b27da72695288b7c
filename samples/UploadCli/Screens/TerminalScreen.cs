using S3MultipartUpload;
using Spectre.Console;

namespace UploadCli.Screens;

/// <summary>A terminal: a bar with percent, rate and time left; messages appear above it.</summary>
internal sealed class TerminalScreen(TextWriter output) : IScreen
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(output),

        // The bar is wanted also where standard input is a pipe.
        Interactive = InteractionSupport.Yes,
    });

    public void Say(string message) => _console.WriteLine(OneLine.Of(message));

    public void Complain(string error) => Say(error);

    public Task<T> FollowAsync<T>(string name, Func<IProgress<UploadProgress>?, Task<T>> upload) => _console
        .Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new DownloadedColumn { Base = FileSizeBase.Binary },
            new TransferSpeedColumn { Base = FileSizeBase.Binary },
            new RemainingTimeColumn())
        .StartAsync(context => upload(new ProgressBarTask(context.AddTask(Markup.Escape(OneLine.Of(name)), maxValue: 1))));
}
