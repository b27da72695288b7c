namespace S3MultipartUpload.Cli.Screens;

/// <summary>Chooses the screen.</summary>
internal static class Screen
{
    public static IScreen Open(bool quiet) =>
        quiet ? new QuietScreen(Console.Error)
        : Console.IsErrorRedirected ? new LineScreen(Console.Error, TimeProvider.System)
        : new TerminalScreen(Console.Error);
}
