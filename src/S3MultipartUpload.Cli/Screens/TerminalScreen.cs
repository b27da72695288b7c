using Spectre.Console;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>A terminal: a bar with percent, rate and time left; messages appear above it.</summary>
internal sealed class TerminalScreen(TextWriter output) : IScreen
{
    private static readonly ProgressColumn[] OfKnownLength =
    [
        new TaskDescriptionColumn { Alignment = Justify.Left },
        new ProgressBarColumn { Width = 30 },
        new PercentageColumn(),
        new TransferSpeedColumn { Base = FileSizeBase.Binary },
        new RemainingTimeColumn(),
    ];

    private static readonly ProgressColumn[] OfUnknownLength =
    [
        new TaskDescriptionColumn { Alignment = Justify.Left },
        new SpinnerColumn(),
        new SentBytesColumn(),
        new TransferSpeedColumn { Base = FileSizeBase.Binary },
    ];

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(output),

        // The bar is wanted also where standard input is a pipe.
        Interactive = InteractionSupport.Yes,
    });

    public void Say(string message) => _console.WriteLine(OneLine.Of(message));

    public void Complain(string error) => Say(error);

    public Task<T> FollowAsync<T>(string name, long? length, Func<IProgress<UploadProgress>?, Task<T>> upload) => _console
        .Progress()
        .Columns(length is null ? OfUnknownLength : OfKnownLength)
        .StartAsync(context => upload(new ProgressBarTask(context.AddTask(Markup.Escape(OneLine.Of(name))))));
}
