namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>Our packages, packed into the folder feed, and a scratch folder for what is built against them.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    public static readonly IReadOnlyList<string> Names =
        ["S3MultipartUpload", "S3MultipartUpload.Testing", "S3MultipartUpload.Fleet", "S3MultipartUpload.AspNetCore"];

    // A version of its own each time: a package folder never replaces a version that it knows.
    private readonly string _version = $"1.0.0-consumer.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
    private readonly string _root = RepositoryFolder.FullName;
    private readonly string _scratch = Directory.CreateTempSubdirectory("s3mpu-").FullName;

    private string Feed => Path.Combine(_root, "tests", "feed");

    public async ValueTask InitializeAsync()
    {
        foreach (string name in Names)
        {
            await DotnetCommand.RunAsync("pack", Path.Combine("src", name), "-c", "Release", "-m:1", $"-p:Version={_version}", "-o", Feed);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_scratch, recursive: true);
        foreach (string package in Directory.GetFiles(Feed, $"*{_version}*"))
        {
            File.Delete(package);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The path of a packed file.</summary>
    public string PackageFile(string name, string extension) => Path.Combine(Feed, $"{name}.{_version}.{extension}");

    /// <summary>
    /// Builds the consumer into <paramref name="folder"/>. Our packages are unpacked into the scratch folder; all others come from the
    /// machine's own.
    /// </summary>
    public async Task<string> BuildConsumerAsync(string folder, string command, params string[] arguments)
    {
        string packages = await DotnetCommand.RunAsync("nuget", "locals", "global-packages", "--list", "--force-english-output");
        return await DotnetCommand.RunAsync(
        [
            command,
            "-c",
            "Release",
            "-m:1",
            $"-p:PackedVersion={_version}",
            $"-p:RestorePackagesPath={InScratch("packages")}",
            $"-p:RestoreFallbackFolders={packages.Split(':', 2)[1].Trim()}",
            $"-p:BaseIntermediateOutputPath={InScratch(folder, "obj")}{Path.DirectorySeparatorChar}",
            $"-p:OutputPath={InScratch(folder, "bin")}{Path.DirectorySeparatorChar}",
            .. arguments,
            Path.Combine("tests", "S3MultipartUpload.Consumer"),
        ]);
    }

    /// <summary>
    /// The environment of commands that know nothing of this repository but the folder feed: as for
    /// <see cref="BuildConsumerAsync"/>, only our packages are unpacked.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(string folder)
    {
        string packages = await DotnetCommand.RunAsync("nuget", "locals", "global-packages", "--list", "--force-english-output");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nuget.config"),
            $"""<configuration><packageSources><add key="packed" value="{Feed}" /></packageSources></configuration>""");
        return new Dictionary<string, string>
        {
            ["RestorePackagesPath"] = InScratch("packages"),
            ["RestoreFallbackFolders"] = packages.Split(':', 2)[1].Trim(),
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        };
    }

    /// <summary>Compiles and packs a project once more.</summary>
    public Task<string> PackAgainAsync(string name, string folder) => DotnetCommand.RunAsync(
        "msbuild", Path.Combine("src", name), "-t:Rebuild;Pack", "-m:1", "-p:Configuration=Release", $"-p:Version={_version}",
        $"-p:PackageOutputPath={folder}");

    /// <summary>Compiles and packs a project that has no other of ours, beside what is built of it otherwise.</summary>
    public string[] CommandToPackApart(string name, string folder, params string[] properties) =>
    [
        "msbuild", Path.Combine("src", name), "-t:Build;Pack", "-m:1", "-p:Configuration=Release", $"-p:Version={_version}",
        $"-p:IntermediateOutputPath={InScratch(folder, "obj")}{Path.DirectorySeparatorChar}",
        $"-p:OutputPath={InScratch(folder, "bin")}{Path.DirectorySeparatorChar}", $"-p:PackageOutputPath={InScratch(folder)}",
        .. properties,
    ];

    public string InScratch(params string[] path) => Path.Combine([_scratch, .. path]);
}
