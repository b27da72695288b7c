namespace S3MultipartUpload.Browser.Tests;

/// <summary>Uppy as it was before its version 6, a script for each version, installed and built beside the tests.</summary>
public sealed class OldUppy : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Uppy");

    private string? _missing;

    /// <summary>The script of a version, which defines <c>upload</c>; a test without npm is skipped.</summary>
    public string ScriptOf(string version)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return Path.Combine(Folder, "dist", $"{version}.js");
    }

    public async ValueTask InitializeAsync()
    {
        _missing = await NodeCommand.InstallAsync(Folder);
        if (_missing is null)
        {
            (int exitCode, string output, string errors) = await NodeCommand.RunAsync("npm", Folder, "run", "build");
            Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
