using System.IO.Compression;

namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>What users get: the packages, and an application that knows nothing else.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const string Consumer = "S3MultipartUpload.Consumer";

    [Fact]
    public async Task Packages_hold_both_frameworks_their_documentation_and_symbols()
    {
        foreach (string name in PackedPackages.Names)
        {
            await using ZipArchive package = await ZipFile.OpenReadAsync(packages.PackageFile(name, "nupkg"));
            string[] files = [.. package.Entries.Select(entry => entry.FullName)];
            Assert.All(
                ["README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"],
                file => Assert.Contains(file, files));
            Assert.True(File.Exists(packages.PackageFile(name, "snupkg")));
        }
    }

    [Fact]
    public async Task An_application_builds_and_runs_against_the_packed_packages()
    {
        await packages.BuildConsumerAsync("managed", "build");
        await UploadsWithAsync("dotnet", packages.InScratch("managed", "bin", $"{Consumer}.dll"));
    }

    [Fact]
    public async Task An_application_compiles_to_native_code_without_warnings_and_runs()
    {
        Assert.SkipUnless(
            ForeignCommand.IsInstalled("clang") || ForeignCommand.IsInstalled("gcc"),
            "Neither clang nor gcc is installed: native code is not tested.");
        await packages.BuildConsumerAsync(
            "native", "publish", "-p:PublishAot=true", "-p:TrimmerSingleWarn=false", "-warnaserror", "-o", packages
                .InScratch("native", "out"));
        Assert.False(File.Exists(packages.InScratch("native", "out", $"{Consumer}.dll")));
        await UploadsWithAsync(packages.InScratch("native", "out", Consumer));
    }

    private async Task UploadsWithAsync(string program, params string[] arguments) =>
        Assert.Contains("3 parts, byte for byte", await packages.RunAsync(program, arguments), StringComparison.Ordinal);
}
