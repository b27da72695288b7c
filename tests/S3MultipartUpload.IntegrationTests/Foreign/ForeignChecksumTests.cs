using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Foreign;

/// <summary>
/// Our checksums beside those of zlib, of AWS's Common Runtime and of crcmod, and beside those of boto3's client, where they are installed
/// (Debian: python3-awscrt, python3-crcmod, python3-boto3).
/// </summary>
public sealed class ForeignChecksumTests : IDisposable
{
    private const string Bucket = "photos";
    private const int Files = 20;
    private const int LargestFile = 3 << 20;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("foreign-checksums-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Objects_put_together_from_parts_have_the_checksums_that_others_compute()
    {
        string python = await RequireAsync("import awscrt.checksums, crcmod", "python3-awscrt and python3-crcmod");
        var random = new Random();
        List<(string Path, byte[] Bytes)> files = await MakeFilesAsync(random);
        string[] lines = await LinesOfAsync(python, "checksums.py", files.Select(file => file.Path));
        foreach (((_, byte[] bytes), string line) in files.Zip(lines))
        {
            int partSize = (bytes.Length / random.Next(1, 50)) + 1;
            string?[] ours =
            [
                OfObject(PartChecksumAlgorithm.Crc32, bytes, partSize),
                OfObject(PartChecksumAlgorithm.Crc32C, bytes, partSize),
                OfObject(PartChecksumAlgorithm.Crc64Nvme, bytes, partSize),
                OfPart(PartChecksumAlgorithm.Sha256, bytes),
            ];
            Assert.Equal(line, string.Join(' ', ours));
        }
    }

    [Fact]
    public async Task Objects_that_we_upload_in_parts_have_the_checksums_that_others_compute()
    {
        string python = await RequireAsync("import awscrt.checksums, crcmod", "python3-awscrt and python3-crcmod");
        await using S3TestServer server = await StartAsync();
        using AmazonS3Client client = server.CreateClient();
        var random = new Random();
        List<(string Path, byte[] Bytes)> files = await MakeFilesAsync(random);
        string[] lines = await LinesOfAsync(python, "checksums.py", files.Select(file => file.Path));
        foreach (((string path, _), string line) in files.Zip(lines))
        {
            string[] values = line.Split(' ');
            Assert.Equal(values[0], (await StoreAsync(client, path, PartChecksumAlgorithm.Crc32, random)).ChecksumCRC32);
            Assert.Equal(values[1], (await StoreAsync(client, path, PartChecksumAlgorithm.Crc32C, random)).ChecksumCRC32C);
            Assert.Equal(values[2], (await StoreAsync(client, path, PartChecksumAlgorithm.Crc64Nvme, random)).ChecksumCRC64NVME);
            Assert.Equal(values[3], (await StoreAsync(client, path, PartChecksumAlgorithm.Sha256, random: null)).ChecksumSHA256);
        }
    }

    [Fact]
    public async Task Objects_that_we_upload_in_parts_have_the_checksums_of_those_that_boto3_puts()
    {
        string python = await RequireAsync("import boto3", "python3-boto3");
        await using S3TestServer server = await StartAsync();
        using AmazonS3Client client = server.CreateClient();
        var random = new Random();
        List<(string Path, byte[] Bytes)> files = await MakeFilesAsync(random);
        string script = Path.Combine(AppContext.BaseDirectory, "Foreign", "boto3_checksums.py");
        string output =
            await new ForeignCommand(server, _folder.FullName).RunAsync(python, [script, Bucket, .. files.Select(file => file.Path)]);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Files, lines.Length);
        foreach (((string path, _), string line) in files.Zip(lines))
        {
            string[] values = line.Split(' ');
            Assert.Equal(values[0], (await StoreAsync(client, path, PartChecksumAlgorithm.Crc32, random)).ChecksumCRC32);
            Assert.Equal(values[1], (await StoreAsync(client, path, PartChecksumAlgorithm.Sha256, random: null)).ChecksumSHA256);
        }
    }

    private static Task<S3TestServer> StartAsync() =>
        S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { Bucket }, MinimumPartSize = 1 }, TestContext.Current.CancellationToken);

    /// <summary>Uploads a file, in parts of a random size if there is a choice, and asks the store for its checksums.</summary>
    private static async Task<GetObjectMetadataResponse> StoreAsync(
        AmazonS3Client client, string path, PartChecksumAlgorithm algorithm, Random? random)
    {
        long length = new FileInfo(path).Length;
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = 1 } },
            ChecksumAlgorithm = algorithm,
            PartSizer = PartSizer.Fixed((length / (random?.Next(1, 50) ?? 1)) + 1),
            SinglePutThreshold = random is null ? LargestFile : 0,
        });
        UploadManifest manifest = await uploader.UploadAsync(
            new UploadRequest { BucketName = Bucket, Key = "ours", Source = PartSource.FromFile(path) },
            TestContext.Current.CancellationToken);
        Assert.Equal(random is null || length == 0, manifest.UploadId is null);
        return await client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = Bucket, Key = "ours", ChecksumMode = ChecksumMode.ENABLED },
            TestContext.Current.CancellationToken);
    }

    private async Task<List<(string Path, byte[] Bytes)>> MakeFilesAsync(Random random)
    {
        var files = new List<(string Path, byte[] Bytes)>();
        for (int number = 0; number < Files; number++)
        {
            byte[] bytes = new byte[random.Next(LargestFile)];
            random.NextBytes(bytes);
            files.Add((Path.Combine(_folder.FullName, $"{number}"), bytes));
            await File.WriteAllBytesAsync(files[number].Path, bytes);
        }

        return files;
    }

    private static async Task<string[]> LinesOfAsync(string python, string script, IEnumerable<string> arguments)
    {
        (int exitCode, string output, string errors) = await RunAsync(
            python, [Path.Combine(AppContext.BaseDirectory, "Foreign", script), .. arguments]);
        Assert.True(exitCode == 0, errors);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Files, lines.Length);
        return lines;
    }

    private static string? OfObject(PartChecksumAlgorithm algorithm, byte[] bytes, int partSize)
    {
        IEnumerable<UploadedPart> parts = bytes.Chunk(partSize).Select((part, index) =>
            new UploadedPart
            {
                PartNumber = index + 1,
                Offset = (
                long)index * partSize,
                Size = part.Length,
                ETag = "\"tag\"",
                Checksum = OfPart(algorithm, part)
            });
        return ObjectDigest.OfParts(algorithm, [.. parts])?.Value;
    }

    private static string? OfPart(PartChecksumAlgorithm algorithm, byte[] bytes)
    {
        using var digest = new PartDigest(algorithm);
        digest.Append(bytes);
        return digest.ToBase64();
    }

    /// <summary>A Python that has the modules; skips the test where there is none.</summary>
    private static async Task<string> RequireAsync(string import, string packages)
    {
        // Debian's packages are of Debian's Python, which need not be the first one.
        foreach (string python in new[] { "python3", "/usr/bin/python3" })
        {
            bool isThere = Path.IsPathRooted(python) ? File.Exists(python) : ForeignCommand.IsInstalled(python);
            if (isThere && (await RunAsync(python, ["-c", import])).ExitCode == 0)
            {
                return python;
            }
        }

        Assert.Skip($"{packages} not installed: their test is skipped.");
        return "";
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string python, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{python} did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }
}
