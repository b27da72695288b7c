using System.Diagnostics;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// The clients written in JavaScript: <c>npm ci</c> installs what package-lock.json pins, once for every change of it, beside the scripts
/// in the folder that the tests were built to.
/// </summary>
public sealed class NodePackages : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The scripts.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Foreign");

    /// <summary>Why there are no packages, or null where there are.</summary>
    public string? Missing { get; private set; }

    private static string Lock => Path.Combine(Folder, "package-lock.json");

    private static string Installed => Path.Combine(Folder, "node_modules", ".installed");

    public async ValueTask InitializeAsync()
    {
        if (!ForeignCommand.IsInstalled("node") || !ForeignCommand.IsInstalled("npm"))
        {
            Missing = "node and npm are not installed: clients written in JavaScript are skipped.";
            return;
        }

        string wanted = await File.ReadAllTextAsync(Lock);
        if (File.Exists(Installed) && await File.ReadAllTextAsync(Installed) == wanted)
        {
            return;
        }

        (int exitCode, string errors) = await InstallAsync();
        if (exitCode == 0)
        {
            await File.WriteAllTextAsync(Installed, wanted);
        }
        else
        {
            Missing = $"npm could not install the clients written in JavaScript, so they are skipped: {errors}";
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<(int ExitCode, string Errors)> InstallAsync()
    {
        // With the settings of the machine, which name its registry.
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = Folder,
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
            await output;
            return (process.ExitCode, await errors);
        }
        catch (OperationCanceledException)
        {
            return (1, $"it took more than {Patience}.");
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
