using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>The packages of the command line: those in the folder that PACKAGES names, or packed now; and where to install them.</summary>
public sealed class PackedTool : IAsyncLifetime
{
    private const string Id = "S3MultipartUpload.Cli";
    private const string SettingsFile = "tools/any/any/DotnetToolSettings.xml";

    private readonly string _scratch = Directory.CreateTempSubdirectory("s3mpu-").FullName;

    /// <summary>The platform of this machine.</summary>
    public static string OwnPlatform => RuntimeInformation.RuntimeIdentifier;

    /// <summary>The folder of the packages; null where there are none, and nothing to make them with.</summary>
    public string? Feed { get; private set; } = Environment.GetEnvironmentVariable("PACKAGES") is { Length: > 0 } folder
        ? Path.GetFullPath(folder, RepositoryFolder.FullName)
        : null;

    public async ValueTask InitializeAsync()
    {
        if (Feed is null && (ForeignCommand.IsInstalled("clang") || ForeignCommand.IsInstalled("gcc")))
        {
            Feed = InScratch("feed");
            await DotnetCommand.RunAsync("pack", Path.Combine("src", Id), "-c", "Release", "-m:1", "-o", Feed);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_scratch, recursive: true);
        return ValueTask.CompletedTask;
    }

    public string InScratch(params string[] path) => Path.Combine([_scratch, .. path]);

    /// <summary>The platforms that have a package, and its file.</summary>
    public async Task<IReadOnlyDictionary<string, string>> PlatformsAsync()
    {
        await using ZipArchive package = await ZipFile.OpenReadAsync(NewestPackage());
        using var reader = new StreamReader(await Settings(package).OpenAsync());
        return XDocument.Parse(await reader.ReadToEndAsync()).Descendants("RuntimeIdentifierPackage").ToDictionary(
            platform => (string?)platform.Attribute("RuntimeIdentifier") ?? "",
            platform => PackageFile((string?)platform.Attribute("Id") ?? ""));
    }

    /// <summary>A feed whose tool names other platforms, and that has the portable package alone beside it.</summary>
    public async Task<string> PortableFeedAsync(string name, Func<string, string> otherPlatforms)
    {
        string feed = Directory.CreateDirectory(InScratch(name)).FullName;
        foreach (string file in new[] { NewestPackage(), PackageFile($"{Id}.any") })
        {
            File.Copy(file, Path.Combine(feed, Path.GetFileName(file)));
        }

        await using ZipArchive package = await ZipFile.OpenAsync(
            Path.Combine(feed, Path.GetFileName(NewestPackage())), ZipArchiveMode.Update);
        ZipArchiveEntry settings = Settings(package);
        string text;
        using (var reader = new StreamReader(await settings.OpenAsync()))
        {
            text = await reader.ReadToEndAsync();
        }

        settings.Delete();
        await using var writer = new StreamWriter(await package.CreateEntry(SettingsFile).OpenAsync());
        await writer.WriteAsync(otherPlatforms(text));
        return feed;
    }

    /// <summary>Installs the tool as a user does, from nothing but a feed.</summary>
    /// <returns>The command, and the files that came with it.</returns>
    public async Task<(string Command, IReadOnlyList<string> Files)> InstallAsync(string feed)
    {
        string folder = InScratch($"{Path.GetFileName(feed)}-installed");
        await DotnetCommand.RunAsync("tool", "install", Id, "--version", Version(), "--source", feed, "--tool-path", folder);
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        return (Path.Combine(folder, "s3-multipart-upload"), [.. files.Select(file => Path.GetFileName(file))]);
    }

    private static ZipArchiveEntry Settings(ZipArchive package) =>
        package.GetEntry(SettingsFile) ?? throw new InvalidOperationException($"There is no {SettingsFile}.");

    private string PackageFile(string id) => Path.Combine(Feed ?? "", $"{id}.{Version()}.nupkg");

    private string NewestPackage() =>
        Directory.GetFiles(Feed ?? "", $"{Id}.*.nupkg").Where(file => char.IsAsciiDigit(Path.GetFileName(file)[Id.Length + 1]))
            .MaxBy(File.GetLastWriteTimeUtc) ?? throw new InvalidOperationException($"{Feed} has no package {Id}.");

    private string Version() => Path.GetFileNameWithoutExtension(NewestPackage())[(Id.Length + 1)..];
}
