using System.Text.Json.Nodes;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>--checksum, --store, --if-none-match, and verify.</summary>
public sealed class IntegrityOptionsTests : CommandLineScenario
{
    [Theory]
    [InlineData("crc32", PartChecksumAlgorithm.Crc32)]
    [InlineData("crc32c", PartChecksumAlgorithm.Crc32C)]
    [InlineData("crc64nvme", PartChecksumAlgorithm.Crc64Nvme)]
    [InlineData("sha256", PartChecksumAlgorithm.Sha256)]
    [InlineData("md5", PartChecksumAlgorithm.MD5)]
    [InlineData("none", PartChecksumAlgorithm.None)]
    public async Task Each_checksum_is_used_and_verified(string name, PartChecksumAlgorithm algorithm)
    {
        await using S3TestServer server = await StartServerAsync();
        UploadManifest manifest = await Upload(server, FileOf(6 * MiB), "--checksum", name, "--part-size", "5MiB");
        Assert.Equal((algorithm, 2), (manifest.ChecksumAlgorithm, manifest.Parts.Count));
        CommandResult verified = await Verify(server, "--deep", "--file", FileOf(6 * MiB));
        bool isProven = algorithm != PartChecksumAlgorithm.None;
        Assert.Equal(isProven ? (0, "Proven") : (1, "NotProven"), (verified.ExitCode, Outcome(verified)));
        if (!isProven)
        {
            CommandResult shallow = await Verify(server);
            Assert.Equal((0, "NotProven"), (shallow.ExitCode, Outcome(shallow)));
        }

        Assert.Contains(isProven ? "agrees, and a checksum covers every byte" : "not proven", verified.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_differs_ends_with_1_and_is_named()
    {
        await using S3TestServer server = await StartServerAsync();
        await Upload(server, FileOf(6 * MiB), "--part-size", "5MiB");
        byte[] changed = await File.ReadAllBytesAsync(InFolder("file"), TestToken);
        changed[^1] ^= 1;
        await File.WriteAllBytesAsync(InFolder("changed"), changed, TestToken);

        CommandResult file = await Verify(server, "--file", InFolder("changed"));
        Assert.Equal((1, "Differs"), (file.ExitCode, Outcome(file)));
        Assert.Contains("PartChecksum of part 2 of the file differs", file.Errors, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync(server, "--file", InFolder("changed"), "--bucket", Bucket, "--key", "a")).ExitCode);
        foreach (string[] deep in new string[][] { [], ["--deep"] })
        {
            CommandResult stored = await Verify(server, deep);
            Assert.Equal((1, "Differs"), (stored.ExitCode, Outcome(stored)));
            Assert.Contains("ETag of the object differs", stored.Errors, StringComparison.Ordinal);
            Assert.Equal(deep.Length > 0, stored.Errors.Contains("PartChecksum of part 2 of the object differs", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"schemaVersion":1,"bucket":"b","key":"k","isComplete":false,"parts":[]}""")]
    [InlineData(null)]
    public async Task An_unusable_manifest_ends_with_2_before_any_request(string? manifest)
    {
        await using S3TestServer server = await StartServerAsync();
        if (manifest is not null)
        {
            await File.WriteAllTextAsync(InFolder("manifest"), manifest, TestToken);
        }

        CommandResult result = await Verify(server);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(
            "--manifest: ", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task If_none_match_replaces_nothing_and_needs_a_store_that_heeds_it()
    {
        await using S3TestServer server = await StartServerAsync();
        string[] arguments = ["--file", FileOf(100), "--bucket", Bucket, "--key", "a", "--if-none-match"];
        CommandResult unknown = await RunAsync(server, arguments);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("--store", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(server, [.. arguments, "--store", "minio"])).ExitCode);
        CommandResult again = await RunAsync(server, [.. arguments, "--store", "minio"]);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("already (--if-none-match)", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_store_does_all_of_it()
    {
        string[] arguments =
            ["--file", FileOf(
                100), "--bucket", Bucket, "--key", "a", "--if-none-match", "--create-bucket", "--embedded", StoreFolder, "--quiet"];
        CommandResult stored = await RunAsync(null, arguments);
        Assert.Equal((0, ""), (stored.ExitCode, stored.Errors));
        Assert.Equal(1, (await RunAsync(null, arguments)).ExitCode);
        await File.WriteAllTextAsync(InFolder("manifest"), stored.Output, TestToken);
        CommandResult verified = await RunAsync(null, "verify", "--manifest", InFolder("manifest"), "--embedded", StoreFolder, "--deep");
        Assert.Equal((0, "Proven"), (verified.ExitCode, Outcome(verified)));
    }

    [Fact]
    public async Task The_manifest_of_a_folder_is_compared_object_by_object()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket } }, TestToken);
        using Amazon.S3.AmazonS3Client client = server.CreateClient();
        string folder = Directory.CreateDirectory(InFolder("photos")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a"), "a", TestToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "b"), "b", TestToken);
        await using (FileStream manifest = File.Create(InFolder("manifest")))
        {
            await new MultipartUploader(client).UploadDirectoryAsync(
                new DirectoryUpload { Path = folder, BucketName = Bucket, Manifest = manifest }, TestToken);
        }

        CommandResult same = await Verify(server, "--deep");
        Assert.Equal((0, "Proven"), (same.ExitCode, Outcome(same)));
        await client.PutObjectAsync(new() { BucketName = Bucket, Key = "b", ContentBody = "c" }, TestToken);
        CommandResult differs = await Verify(server);
        Assert.Equal((1, "Differs"), (differs.ExitCode, Outcome(differs)));
        Assert.Contains("b: ", differs.Errors, StringComparison.Ordinal);
        (await Verify(server, "--file", InFolder("photos/a"))).ShouldFail(2, "--file: the manifest is that of a folder");
        string[] lines = await File.ReadAllLinesAsync(InFolder("manifest"), TestToken);
        await File.WriteAllLinesAsync(InFolder("manifest"), lines[..^1], TestToken);
        (await Verify(server)).ShouldFail(2, "--manifest: The folder's manifest is torn");
    }

    [Theory]
    [InlineData("--checksum", "crc7")]
    [InlineData("--checksum", "0")]
    [InlineData("--checksum", "crc32,md5")]
    [InlineData("--store", "S3")]
    public async Task What_is_not_known_is_refused_with_what_is(string option, string value)
    {
        CommandResult result = await RunAsync(null, "--file", FileOf(1), "--bucket", Bucket, "--key", "a", option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{option}: '{value}' is none of ", result.Errors, StringComparison.Ordinal);
    }

    private static string? Outcome(CommandResult result) => JsonNode.Parse(result.Output)?["outcome"]?.GetValue<string>();

    private Task<CommandResult> Verify(S3TestServer server, params string[] more) =>
        RunAsync(server, ["verify", "--manifest", InFolder("manifest"), .. more]);

    private async Task<UploadManifest> Upload(S3TestServer server, string path, params string[] more)
    {
        CommandResult stored = await RunAsync(server, ["--file", path, "--bucket", Bucket, "--key", "a", .. more]);
        Assert.True(stored.ExitCode == 0, stored.Errors);
        await File.WriteAllTextAsync(InFolder("manifest"), stored.Output, TestToken);
        return UploadManifest.FromJson(stored.Output);
    }
}
