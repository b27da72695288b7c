using System.Diagnostics;
using System.IO.Compression;
using S3MultipartUpload.IntegrationTests.Endpoint;

namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>What users get: the packages are packed into the folder feed, and an application that knows nothing else builds and runs.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PackageTests : IDisposable
{
    // A version of its own each time: a package folder never replaces a version that it knows.
    private readonly string _version = $"0.1.0-consumer.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
    private readonly string _root = FindRoot();
    private readonly string _scratch = Directory.CreateTempSubdirectory("s3mpu-").FullName;

    private string Feed => Path.Combine(_root, "tests", "feed");

    public void Dispose()
    {
        Directory.Delete(_scratch, recursive: true);
        foreach (string package in Directory.GetFiles(Feed, $"*{_version}*"))
        {
            File.Delete(package);
        }
    }

    [Fact]
    public async Task An_application_builds_and_runs_against_the_packed_packages()
    {
        foreach (string project in new[] { "S3MultipartUpload", "S3MultipartUpload.Testing" })
        {
            await DotnetAsync("pack", Path.Combine("src", project), "-c", "Release", "-m:1", $"-p:Version={_version}", "-o", Feed);
            using ZipArchive package = await ZipFile.OpenReadAsync(Path.Combine(Feed, $"{project}.{_version}.nupkg"));
            string[] files = [.. package.Entries.Select(entry => entry.FullName)];
            Assert.All(
                ["README.md", $"lib/net8.0/{project}.dll", $"lib/net8.0/{project}.xml", $"lib/net10.0/{project}.dll", $"lib/net10.0/{project}.xml"],
                file => Assert.Contains(file, files));
            Assert.True(File.Exists(Path.Combine(Feed, $"{project}.{_version}.snupkg")));
        }

        // Our packages are unpacked into the scratch folder; all others come from the machine's own.
        string packages = await DotnetAsync("nuget", "locals", "global-packages", "--list", "--force-english-output");
        string consumer = Path.Combine("tests", "S3MultipartUpload.Consumer");
        string output = await DotnetAsync(
            "run",
            "--project",
            consumer,
            "-c",
            "Release",
            $"-p:PackedVersion={_version}",
            $"-p:RestorePackagesPath={Path.Combine(_scratch, "packages")}",
            $"-p:RestoreFallbackFolders={packages.Split(':', 2)[1].Trim()}",
            $"-p:BaseIntermediateOutputPath={Path.Combine(_scratch, "obj")}{Path.DirectorySeparatorChar}",
            $"-p:OutputPath={Path.Combine(_scratch, "bin")}{Path.DirectorySeparatorChar}");
        Assert.Contains("3 parts, byte for byte", output, StringComparison.Ordinal);
    }

    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet was not started.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} failed: {output}{await errors}");
        return output;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "S3MultipartUpload.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
