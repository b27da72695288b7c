namespace S3MultipartUpload.Testing.Tests;

/// <summary>The clients written in JavaScript, installed beside the scripts in the folder that the tests were built to.</summary>
public sealed class NodePackages : IAsyncLifetime
{
    /// <summary>The scripts.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Foreign");

    /// <summary>Why there are no packages, or null where there are.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync() => Missing = await NodeCommand.InstallAsync(Folder);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
