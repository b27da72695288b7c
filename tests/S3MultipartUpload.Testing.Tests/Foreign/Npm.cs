using System.Diagnostics;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Runs npm, with the settings of the machine, which name its registry.</summary>
internal static class Npm
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Why it cannot run, or null where it can.</summary>
    public static string? Missing { get; } = ForeignCommand.IsInstalled("node") && ForeignCommand.IsInstalled("npm")
        ? null
        : "node and npm are not installed: what is written in JavaScript is skipped.";

    /// <summary>Installs what the package-lock.json of a folder pins.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> InstallAsync(string folder) =>
        RunAsync(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("npm", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            return (1, "", $"it took more than {Patience}.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
