using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>What users get: the packages, and an application that knows nothing else.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const string Library = "S3MultipartUpload";
    private const string Consumer = "S3MultipartUpload.Consumer";

    // Source: Portable PDB format, SourceLink.
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

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

    /// <summary>All links of the package are made of the one address of the repository: where the sources are, too.</summary>
    [Fact]
    public async Task Packages_of_a_published_repository_lead_to_it()
    {
        const string Address = "https://host.example/owner/name";
        await DotnetCommand.RunAsync(packages.CommandToPackApart(Library, "published", $"-p:RepositoryUrl={Address}"));
        string file = packages.InScratch("published", Path.GetFileName(packages.PackageFile(Library, "nupkg")));
        await using ZipArchive package = await ZipFile.OpenReadAsync(file);
        string nuspec = await ReadAsync(package, $"{Library}.nuspec");
        Assert.Contains($"<projectUrl>{Address}</projectUrl>", nuspec, StringComparison.Ordinal);
        Assert.Matches($"<repository type=\"git\" url=\"{Address}\" .*commit=\"[0-9a-f]{{40}}\" />", nuspec);

        string version = Regex.Match(nuspec, "<version>(.+)</version>").Groups[1].Value;
        string[] links = [.. Regex.Matches(await ReadAsync(package, "README.md"), @"\]\(([^)#]+)").Select(link => link.Groups[1].Value)];
        string[] ours = [.. links.Where(link => link.StartsWith(Address, StringComparison.Ordinal))];
        Assert.All(links.Except(ours), link => Assert.StartsWith("https://", link, StringComparison.Ordinal));
        Assert.Contains($"{Address}/raw/v{version}/docs/benchmark.svg", ours);
        Assert.Contains($"{Address}/blob/v{version}/docs/benchmark.md", ours);
        Assert.All(ours, link => Assert.True(Documents.Has(Regex.Replace(link, $"^{Address}/(raw|blob)/v{version}/", "")), link));

        await using ZipArchive symbols = await ZipFile.OpenReadAsync(Path.ChangeExtension(file, "snupkg"));
        string commit = Regex.Match(nuspec, "commit=\"(.+?)\"").Groups[1].Value;
        Assert.Contains($"/*\":\"{Address}/raw/{commit}/*\"", await SourceLinkAsync(symbols), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packing_again_from_nothing_gives_the_same_bytes()
    {
        foreach (string name in PackedPackages.Names)
        {
            await packages.PackAgainAsync(name, packages.InScratch("again"));
            foreach (string extension in new[] { "nupkg", "snupkg" })
            {
                string first = packages.PackageFile(name, extension);
                string again = packages.InScratch("again", Path.GetFileName(first));
                Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(again));
            }
        }
    }

    /// <summary>The package that was packed last stands for the one that is published.</summary>
    [Fact]
    public async Task Packing_fails_where_something_public_is_gone()
    {
        string without = packages.InScratch("without.targets");
        await File.WriteAllTextAsync(
            without, """<Project><ItemGroup><Compile Remove="Writing/ObjectWriterExtensions.cs" /></ItemGroup></Project>""");
        (int exitCode, string output) = await DotnetCommand.TryAsync("dotnet", packages.CommandToPackApart(
            Library,
            "without",
            $"-p:PackageValidationBaselinePath={packages.PackageFile(Library, "nupkg")}",
            $"-p:CustomAfterMicrosoftCommonTargets={without}"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error CP0001: Type 'S3MultipartUpload.ObjectWriterExtensions' exists on", output, StringComparison.Ordinal);
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

    /// <summary>The record of SourceLink: where a debugger finds the sources.</summary>
    private static async Task<string> SourceLinkAsync(ZipArchive symbols)
    {
        ZipArchiveEntry entry = symbols.Entries.Single(file => file.Name == $"{Library}.pdb");
        using var copy = new MemoryStream();
        await using (Stream pdb = await entry.OpenAsync())
        {
            await pdb.CopyToAsync(copy);
        }

        copy.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(copy);
        MetadataReader reader = provider.GetMetadataReader();
        CustomDebugInformation record = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
            .Single(information => reader.GetGuid(information.Kind) == SourceLink);
        return Encoding.UTF8.GetString(reader.GetBlobBytes(record.Value));
    }

    private static async Task UploadsWithAsync(string program, params string[] arguments) =>
        Assert.Contains("3 parts, byte for byte, Healthy", await DotnetCommand.RunAsync(program, arguments), StringComparison.Ordinal);
}
