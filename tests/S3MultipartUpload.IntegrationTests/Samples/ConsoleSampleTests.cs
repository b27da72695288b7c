using System.IO.Compression;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Samples;

/// <summary>The samples that store something and end, run as processes.</summary>
public sealed class ConsoleSampleTests : EndpointScenario
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket } };

    public override async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task UploadFile_stores_a_file_and_prints_its_manifest()
    {
        byte[] bytes = RandomBytes((40 << 20) + 7, seed: 1);
        string path = await FileAsync("disk.img", bytes);

        (int exitCode, string output, string errors) = await RunAsync("UploadFile", path, Bucket, "2026/disk.img");

        Assert.True(exitCode == 0, errors);
        var manifest = UploadManifest.FromJson(output);
        Assert.Equal((true, 3, bytes.Length), (manifest.IsComplete, manifest.Parts.Count, manifest.Size));
        Assert.Equal(bytes, await ReadAsync("2026/disk.img"));
        Assert.Matches(@"^\d+\s?%", errors); // The last report may come when the process is gone.
    }

    [Fact]
    public async Task UploadFile_tells_what_fails()
    {
        string path = await FileAsync("disk.img", [1]);

        (int exitCode, string output, string errors) = await RunAsync("UploadFile", path, "no-such-bucket", "disk.img");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("check its name", errors, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("UploadFile", $"{path}.not", Bucket, "disk.img")).ExitCode);
        Assert.Equal(2, (await RunAsync("UploadFile", path)).ExitCode);
    }

    [Fact]
    public async Task ZipFolder_zips_a_folder_into_an_object()
    {
        byte[] large = RandomBytes(40 << 20, seed: 2);
        await FileAsync("photos/a/large.bin", large);
        await FileAsync("photos/small.txt", "small"u8.ToArray());

        (int exitCode, string output, string errors) =
            await RunAsync("ZipFolder", Path.Combine(_folder, "photos"), Bucket, "photos.zip");

        Assert.True(exitCode == 0, errors);
        Assert.Contains("in 3 parts", output, StringComparison.Ordinal);
        await using var zip = new ZipArchive(new MemoryStream(await ReadAsync("photos.zip")));
        Assert.Equal(["a/large.bin", "small.txt"], zip.Entries.Select(entry => entry.FullName));
        await using Stream entry = await zip.Entries[0].OpenAsync();
        using var copy = new MemoryStream();
        await entry.CopyToAsync(copy);
        Assert.Equal(large, copy.ToArray());
    }

    [Fact]
    public async Task ZipFolder_stores_nothing_where_it_fails()
    {
        await FileAsync("photos/large.bin", RandomBytes(40 << 20, seed: 3));
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = FaultEffect.Status(403, "AccessDenied") });

        (int exitCode, _, string errors) = await RunAsync("ZipFolder", Path.Combine(_folder, "photos"), Bucket, "photos.zip");

        Assert.Equal(1, exitCode);
        Assert.Contains("at part 2", errors, StringComparison.Ordinal);
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
        await FailsAsync(() => ReadAsync("photos.zip"), 404, "NoSuchKey");
        Assert.Equal(1, (await RunAsync("ZipFolder", Path.Combine(_folder, "nowhere"), Bucket, "photos.zip")).ExitCode);
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string sample, params string[] arguments) =>
        await new ForeignCommand(Server, _folder).TryAsync(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments]);

    private async Task<string> FileAsync(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder);
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }
}
