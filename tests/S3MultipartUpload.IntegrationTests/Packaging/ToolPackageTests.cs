using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>What users of the command line get: native code where their platform has some, and else what runs everywhere.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ToolPackageTests : IClassFixture<PackedTool>
{
    private const string Bucket = "photos";

    private readonly PackedTool _tool;
    private readonly string _feed;

    public ToolPackageTests(PackedTool tool)
    {
        Assert.SkipWhen(tool.Feed is null, "Neither clang nor gcc is installed: native code is not tested.");
        _tool = tool;
        _feed = tool.Feed;
    }

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_platform_that_the_tool_names_has_its_package_and_musl_the_portable_one()
    {
        IReadOnlyDictionary<string, string> platforms = await _tool.PlatformsAsync();
        Assert.All(platforms.Values, file => Assert.True(File.Exists(file), $"There is no {file}."));
        Assert.Contains(PackedTool.OwnPlatform, platforms.Keys);
        Assert.All(
            platforms.Keys.Where(IsGlibc),
            platform => Assert.Equal(platforms["any"], platforms.GetValueOrDefault(Musl(platform))));
    }

    [Fact]
    public async Task Installed_on_the_platform_it_was_made_on_it_is_native_code()
    {
        (string command, IReadOnlyList<string> files) = await _tool.InstallAsync(_feed);
        Assert.DoesNotContain(files, file => Path.GetExtension(file) is ".dll" or ".pdb" or ".dbg");
        await WorksAsync(command);
    }

    [Fact]
    public async Task Installed_on_a_platform_without_a_package_it_is_the_portable_one()
    {
        string feed = await _tool.PortableFeedAsync("elsewhere", settings => settings.Replace(
            Named(PackedTool.OwnPlatform), Named("win-x86"), StringComparison.Ordinal));
        (string command, IReadOnlyList<string> files) = await _tool.InstallAsync(feed);
        Assert.Contains("S3MultipartUpload.Cli.dll", files);
        await WorksAsync(command);
    }

    [Fact]
    public async Task Installed_on_musl_it_is_the_portable_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no musl elsewhere.");
        // As if this machine were one with musl.
        string feed = await _tool.PortableFeedAsync("musl", settings => settings
            .Replace(Named(PackedTool.OwnPlatform), Named("win-x86"), StringComparison.Ordinal)
            .Replace(Named(Musl(PackedTool.OwnPlatform)), Named(PackedTool.OwnPlatform), StringComparison.Ordinal));
        (string command, IReadOnlyList<string> files) = await _tool.InstallAsync(feed);
        Assert.Contains("S3MultipartUpload.Cli.dll", files);
        await WorksAsync(command);
    }

    private static bool IsGlibc(string platform) => platform.StartsWith("linux-", StringComparison.Ordinal)
        && !platform.StartsWith("linux-musl-", StringComparison.Ordinal);

    private static string Musl(string platform) => platform.Replace("linux-", "linux-musl-", StringComparison.Ordinal);

    private static string Named(string platform) => $"RuntimeIdentifier=\"{platform}\"";

    private async Task WorksAsync(string command)
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket } }, TestToken);
        string folder = Directory.CreateDirectory(_tool.InScratch(Path.GetRandomFileName())).FullName;
        var user = new ForeignCommand(server, folder);
        Assert.Contains("--chunk_size", await user.RunAsync(command, "--help"), StringComparison.Ordinal);
        Assert.Equal(17, UploadManifest.FromJson(await user.RunAsync(command, "demo")).Parts.Count);

        byte[] bytes = new byte[11 << 20];
        new Random(11).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(folder, "file"), bytes, TestToken);
        await user.RunAsync(
            command, "--file", "file", "--bucket", Bucket, "--key", "k", "--chunk_size", "5", "--endpoint", server.Endpoint.ToString());
        using AmazonS3Client client = server.CreateClient();
        using GetObjectResponse stored = await client.GetObjectAsync(Bucket, "k", TestToken);
        var read = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(read, TestToken);
        Assert.Equal(bytes, read.ToArray());
    }
}
