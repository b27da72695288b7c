using System.Text.Json;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>What a finished command left.</summary>
public sealed record CommandResult(int ExitCode, string Output, IReadOnlyList<string> ErrorLines)
{
    public string Errors => string.Join('\n', ErrorLines);

    /// <summary>The manifest of a command that stored its object and wrote nothing else to standard output.</summary>
    public UploadManifest Manifest()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}: {Errors}");
        using var whole = JsonDocument.Parse(Output);
        Assert.Equal(JsonValueKind.Object, whole.RootElement.ValueKind);
        return UploadManifest.FromJson(Output);
    }

    /// <summary>A failed command says what is wrong in its own words, and nothing on standard output.</summary>
    public void ShouldFail(int exitCode, string because)
    {
        Assert.True(exitCode == ExitCode, $"Exit code {ExitCode} instead of {exitCode}: {Errors}");
        Assert.Equal("", Output);
        Assert.Contains(because, Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(ErrorLines, line => line.StartsWith("   at ", StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", Errors, StringComparison.Ordinal);
    }
}
