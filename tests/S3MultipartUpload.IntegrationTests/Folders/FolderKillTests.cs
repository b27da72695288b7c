using System.Diagnostics;
using Amazon.S3;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// The sample that stores a folder, killed at ten instants: at the end all is stored, and no more was sent twice than what was in flight.
/// FOLDER_KILLS=whole does it with 10,000 files of 4 KiB and one of 2 GiB.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class FolderKillTests : IDisposable
{
    private const int Kills = 10;
    private const int InFlight = 20;
    private const int SmallSize = 4096;
    private const long PartSize = 16 * 1024 * 1024;

    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("FOLDER_KILLS") == "whole";
    private static readonly int SmallFiles = IsWhole ? 10_000 : 600;
    private static readonly long LargeSize = IsWhole ? 2L * 1024 * 1024 * 1024 : 5 * PartSize;

    private readonly string _folder = Directory.CreateTempSubdirectory("folder-").FullName;
    private readonly string _state = Directory.CreateTempSubdirectory("state-").FullName;
    private readonly string _data = Directory.CreateTempSubdirectory("store-").FullName;

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_state, recursive: true);
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_folder_killed_again_and_again_is_whole_at_the_end_and_little_is_sent_twice()
    {
        await WriteFolderAsync();
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { "photos" }, DataDirectory = _data }, TestToken);
        for (int kill = 0; kill < Kills; kill++)
        {
            await KillAsync(server, SmallFiles / (Kills + 2), isDone: kill % 2 == 0);
        }

        using Process last = Start(server);
        Task<string> said = last.StandardOutput.ReadToEndAsync(TestToken);
        Task<string> errors = last.StandardError.ReadToEndAsync(TestToken);
        await last.WaitForExitAsync(TestToken);
        Assert.True(last.ExitCode == 0, await errors);
        await AssertWholeAsync(server);

        IGrouping<(string? Key, int? PartNumber), S3RequestRecord>[] twice =
            [.. Writes(server).GroupBy(write => (write.Key, write.PartNumber)).Where(sent => sent.Count() > 1)];
        int files = twice.Count(sent => sent.Key.PartNumber is null);
        int parts = twice.Length - files;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{SmallFiles:N0} files and one of {LargeSize:N0} bytes, killed {Kills} times: {files} files and {parts} parts were stored " +
            $"twice; the last run: {(await said).Trim()}.");
        Assert.InRange(files, 0, Kills * InFlight);
        Assert.InRange(parts, 0, Kills * InFlight);
        Assert.Empty(Directory.GetFiles(Path.Combine(_state, "checkpoints")));
    }

    private static IEnumerable<S3RequestRecord> Writes(S3TestServer server) => server.Requests.Where(
        request => request is { Operation: S3Operation.PutObject or S3Operation.UploadPart, Status: 200 });

    private async Task WriteFolderAsync()
    {
        var random = new Random(11);
        byte[] bytes = new byte[SmallSize];
        for (int i = 0; i < SmallFiles; i++)
        {
            random.NextBytes(bytes);
            string path = Path.Combine(_folder, $"{i % 100:00}", $"{i}.bin");
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder);
            await File.WriteAllBytesAsync(path, bytes, TestToken);
        }

        byte[] block = new byte[1024 * 1024];
        await using FileStream large = File.Create(Path.Combine(_folder, "50", "large.bin"));
        for (long written = 0; written < LargeSize; written += block.Length)
        {
            random.NextBytes(block);
            await large.WriteAsync(block, TestToken);
        }
    }

    /// <summary>Kills the process at its so many-th small file, when the store has it, or before.</summary>
    private async Task KillAsync(S3TestServer server, int files, bool isDone)
    {
        HoldEffect hold = FaultEffect.Hold(isDone);
        server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Skip = files, Effect = hold });
        Task held = hold.WaitAsync(1, TestToken);
        using Process process = Start(server);
        Task<string> said = process.StandardOutput.ReadToEndAsync(TestToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestToken);
        Task ended = process.WaitForExitAsync(TestToken);
        Assert.True(await Task.WhenAny(held, ended) == held, "It ended by itself.");
        process.Kill();
        await ended;
        await said;
        await errors;
        server.Faults.Clear();
        if (isDone)
        {
            hold.Release();
        }
    }

    private Process Start(S3TestServer server) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "FolderUpload.dll"), _folder, "photos", "p/", _state])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["S3_ENDPOINT"] = server.Endpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = server.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = server.SecretKey,
        },
    }) ?? throw new InvalidOperationException("Not started.");

    /// <summary>Every file has a line in the manifest, and every byte at the store is what the line says and what the file has.</summary>
    private async Task AssertWholeAsync(S3TestServer server)
    {
        using AmazonS3Client client = server.CreateClient();
        var uploader = new MultipartUploader(client);
        HashSet<string> keys = [];
        await using FileStream manifest = File.OpenRead(Path.Combine(_state, "manifest.jsonl"));
        await foreach (ObjectVerification found in uploader
            .VerifyDirectoryAsync(manifest, new VerifyOptions { Deep = true }).WithCancellation(TestToken))
        {
            Assert.Equal(VerificationOutcome.Proven, found.Report?.Outcome);
            string path = Path.Combine(_folder, found.Manifest.Key[2..]);
            Assert.Equal(VerificationOutcome.Proven, (await found.Manifest.VerifyFileAsync(path, TestToken)).Outcome);
            Assert.True(keys.Add(found.Manifest.Key));
        }

        Assert.Equal(SmallFiles + 1, keys.Count);
    }
}
