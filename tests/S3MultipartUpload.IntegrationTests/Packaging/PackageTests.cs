using System.IO.Compression;

namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>What users get: the packages, and an application that knows nothing else.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const string Consumer = "S3MultipartUpload.Consumer";

    [Fact]
    public async Task Packages_hold_the_assembly_its_documentation_and_symbols()
    {
        foreach (string name in PackedPackages.Names)
        {
            await using ZipArchive package = await ZipFile.OpenReadAsync(packages.PackageFile(name, "nupkg"));
            string[] files = [.. package.Entries.Select(entry => entry.FullName)];
            Assert.All(
                ["README.md", "icon.png", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"],
                file => Assert.Contains(file, files));
            Assert.True(File.Exists(packages.PackageFile(name, "snupkg")));
        }
    }

    [Fact]
    public async Task Packages_say_what_is_new_and_where_they_come_from()
    {
        foreach (string name in PackedPackages.Names)
        {
            await using ZipArchive package = await ZipFile.OpenReadAsync(packages.PackageFile(name, "nupkg"));
            string nuspec = await ReadAsync(package, $"{name}.nuspec");
            Assert.Contains("<icon>icon.png</icon>", nuspec, StringComparison.Ordinal);
            Assert.Contains("<releaseNotes>### ", nuspec, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\]\((?![a-z]+:|#)", await ReadAsync(package, "README.md"));
        }
    }

    [Fact]
    public async Task Packing_again_from_nothing_gives_the_same_bytes()
    {
        await packages.PackAgainAsync("S3MultipartUpload", packages.InScratch("again"));
        foreach (string extension in new[] { "nupkg", "snupkg" })
        {
            string first = packages.PackageFile("S3MultipartUpload", extension);
            string again = packages.InScratch("again", Path.GetFileName(first));
            Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(again));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_with_the_lowest_or_the_newest_dependencies_builds_and_runs_against_the_packed_packages(bool isLowest)
    {
        string folder = isLowest ? "lowest" : "newest";
        await packages.BuildConsumerAsync(folder, "build", $"-p:HasFloors={(isLowest ? "true" : "false")}", "-warnaserror");
        await UploadsWithAsync("dotnet", packages.InScratch(folder, "bin", $"{Consumer}.dll"));
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

    private static async Task<string> ReadAsync(ZipArchive package, string name)
    {
        ZipArchiveEntry entry = package.GetEntry(name) ?? throw new InvalidOperationException($"There is no {name}.");
        using var reader = new StreamReader(await entry.OpenAsync());
        return await reader.ReadToEndAsync();
    }

    private static async Task UploadsWithAsync(string program, params string[] arguments) =>
        Assert.Contains("3 parts, byte for byte, Healthy", await DotnetCommand.RunAsync(program, arguments), StringComparison.Ordinal);
}
