namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>The npm package s3-multipart-upload, built in a copy beside the tests.</summary>
public sealed class ClientPackage : IAsyncLifetime
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Client", "Package");

    /// <summary>Why it is not built, or null where it is.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Missing = await NodeCommand.InstallAsync(Folder);
        if (Missing is null)
        {
            (int exitCode, string output, string errors) = await NodeCommand.RunAsync("npm", Folder, "run", "build");
            Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
