namespace S3MultipartUpload.Cli.Screens;

/// <summary>Chooses the screen.</summary>
internal static class Screen
{
    public static IScreen Open(bool quiet, bool isVerbose = false) =>
        quiet ? new QuietScreen(Console.Error)
        : Console.IsErrorRedirected ? new LineScreen(Console.Error, TimeProvider.System, isVerbose)
        : new TerminalScreen(Console.Error, isVerbose);
}
