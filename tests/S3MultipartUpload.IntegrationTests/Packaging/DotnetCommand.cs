using System.Diagnostics;

namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>Programs that build, pack and install, in the folder of the repository.</summary>
internal static class DotnetCommand
{
    public static Task<string> RunAsync(params string[] arguments) => RunAsync("dotnet", arguments);

    /// <summary>Runs a program to its success and returns its standard output.</summary>
    public static async Task<string> RunAsync(string program, string[] arguments)
    {
        (int exitCode, string output) = await TryAsync(program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} failed: {output}");
        return output;
    }

    /// <summary>Runs a program and returns its standard output, with that of errors where it fails.</summary>
    public static async Task<(int ExitCode, string Output)> TryAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = RepositoryFolder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} was not started.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await errors);
    }
}
