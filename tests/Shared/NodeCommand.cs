using System.Diagnostics;

namespace S3MultipartUpload.TestSupport;

/// <summary>Runs node and npm, with the settings of the machine, which name its registry.</summary>
internal static class NodeCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Why nothing can be run, or null where it can.</summary>
    public static string? Missing { get; } = IsInstalled("node") && IsInstalled("npm")
        ? null
        : "node and npm are not installed: what is written in JavaScript is skipped.";

    /// <summary>
    /// Installs what the package-lock.json of a folder pins, once for every change of it; returns why not, or null where it is installed.
    /// </summary>
    public static async Task<string?> InstallAsync(string folder)
    {
        if (Missing is not null)
        {
            return Missing;
        }

        string wanted = await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json"));
        string installed = Path.Combine(folder, "node_modules", ".installed");
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == wanted)
        {
            return null;
        }

        (int exitCode, _, string errors) = await RunAsync(
            "npm", folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        if (exitCode != 0)
        {
            return $"npm could not install what is written in JavaScript, so it is skipped: {errors}";
        }

        await File.WriteAllTextAsync(installed, wanted);
        return null;
    }

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string command, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
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

    private static bool IsInstalled(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, name)));
}
