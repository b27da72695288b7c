using System.Diagnostics;

namespace S3MultipartUpload.IntegrationTests.Foreign;

/// <summary>
/// Our checksums beside those of zlib, of AWS's Common Runtime and of crcmod, where they are installed (Debian: python3-awscrt,
/// python3-crcmod).
/// </summary>
public sealed class ForeignChecksumTests : IDisposable
{
    private const int Files = 20;
    private const int LargestFile = 3 << 20;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("foreign-checksums-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Objects_put_together_from_parts_have_the_checksums_that_others_compute()
    {
        // Debian's packages are of Debian's Python, which need not be the first one.
        string? python = await FindAsync("python3") ?? await FindAsync("/usr/bin/python3");
        Assert.SkipWhen(python is null, "python3-awscrt and python3-crcmod are not installed: their test is skipped.");
        var random = new Random();
        var files = new List<(string Path, byte[] Bytes)>();
        for (int number = 0; number < Files; number++)
        {
            byte[] bytes = new byte[random.Next(LargestFile)];
            random.NextBytes(bytes);
            files.Add((Path.Combine(_folder.FullName, $"{number}"), bytes));
            await File.WriteAllBytesAsync(files[number].Path, bytes);
        }

        string script = Path.Combine(AppContext.BaseDirectory, "Foreign", "checksums.py");
        (int exitCode, string output, string errors) = await RunAsync(python, [script, .. files.Select(file => file.Path)]);

        Assert.True(exitCode == 0, errors);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Files, lines.Length);
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

    private static string? OfObject(PartChecksumAlgorithm algorithm, byte[] bytes, int partSize)
    {
        var parts = bytes.Chunk(partSize).Select((part, index) =>
            new UploadedPart(index + 1, (long)index * partSize, part.Length, "\"tag\"", OfPart(algorithm, part)));
        return ObjectDigest.OfParts(algorithm, [.. parts])?.Value;
    }

    private static string? OfPart(PartChecksumAlgorithm algorithm, byte[] bytes)
    {
        using var digest = new PartDigest(algorithm);
        digest.Append(bytes);
        return digest.ToBase64();
    }

    private static async Task<string?> FindAsync(string python)
    {
        bool isThere = Path.IsPathRooted(python) ? File.Exists(python) : ForeignCommand.IsInstalled(python);
        return isThere && (await RunAsync(python, ["-c", "import awscrt.checksums, crcmod"])).ExitCode == 0 ? python : null;
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
