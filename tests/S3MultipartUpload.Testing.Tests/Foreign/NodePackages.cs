namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// The clients written in JavaScript: <c>npm ci</c> installs what package-lock.json pins, once for every change of it, beside the
/// scripts in the folder that the tests were built to.
/// </summary>
public sealed class NodePackages : IAsyncLifetime
{
    /// <summary>The scripts.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Foreign");

    /// <summary>Why there are no packages, or null where there are.</summary>
    public string? Missing { get; private set; }

    private static string Lock => Path.Combine(Folder, "package-lock.json");

    private static string Installed => Path.Combine(Folder, "node_modules", ".installed");

    public async ValueTask InitializeAsync()
    {
        if (Npm.Missing is not null)
        {
            Missing = Npm.Missing;
            return;
        }

        string wanted = await File.ReadAllTextAsync(Lock);
        if (File.Exists(Installed) && await File.ReadAllTextAsync(Installed) == wanted)
        {
            return;
        }

        (int exitCode, _, string errors) = await Npm.InstallAsync(Folder);
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
}
