using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>A process killed at any instant of an upload to a real server loses nothing.</summary>
public sealed class KillOverGivenServer : CommandLineScenario, IClassFixture<GivenStore>
{
    private const int Kills = 10;
    private const int FileSize = 300 * MiB;
    private const int PartCount = 60;

    private readonly GivenStore _store;

    public KillOverGivenServer(GivenStore store)
    {
        _store = store;
        Assert.SkipWhen(store.SkipReason is not null, store.SkipReason ?? "");
    }

    [Fact]
    public async Task An_upload_killed_again_and_again_goes_on_with_one_upload_id()
    {
        string file = FileOf(FileSize);
        var random = new Random(10);
        var seen = new HashSet<string>();
        for (int kill = 0; kill < Kills; kill++)
        {
            // The instant: so many parts are stored, and others on their way. The last two come at the end of the upload.
            int parts = kill switch
            {
                0 => 0,
                >= Kills - 2 => PartCount,
                _ => (kill * 6) + random.Next(3),
            };
            using RunningCommand command = Start(file);
            await WhenStoredAsync(command, parts);
            await command.KillAsync();
            seen.UnionWith(await OpenUploadsAsync());
            if (kill > 0 && Directory.GetFiles(InFolder("checkpoints")).Length == 0)
            {
                // The last kills may come when the upload has been completed and its checkpoint removed: nothing is left to go on with.
                Assert.InRange(kill, Kills - 2, Kills - 1);
                break;
            }
        }

        // Only the first kill may have come between Create and the first writing of the checkpoint.
        Assert.InRange(seen.Count, 1, 2);
        if (Directory.GetFiles(InFolder("checkpoints")).Length > 0)
        {
            using RunningCommand last = Start(file);
            UploadManifest manifest = (await last.EndAsync()).Manifest();
            Assert.True(manifest.UploadId is { } uploadId && seen.Contains(uploadId));
            Assert.InRange(manifest.PartsResumed, 48, PartCount);
        }

        Assert.InRange((await OpenUploadsAsync()).Count, 0, seen.Count - 1);
        using GetObjectResponse stored = await _store.Client.GetObjectAsync(_store.Bucket, "k", TestToken);
        Assert.Equal(await Sha256Async(file), Convert.ToHexStringLower(await SHA256.HashDataAsync(stored.ResponseStream, TestToken)));
    }

    private RunningCommand Start(string file) => Start(
        [
            "--file", file, "--bucket", _store.Bucket, "--key", "k", "--chunk_size", "5", "--concurrency", "3",
            "--checkpoint-dir", InFolder("checkpoints"), "--endpoint", _store.Client.Config.ServiceURL,
        ],
        ("AWS_ACCESS_KEY_ID", System.Environment.GetEnvironmentVariable("S3_ACCESS_KEY")),
        ("AWS_SECRET_ACCESS_KEY", System.Environment.GetEnvironmentVariable("S3_SECRET_KEY")),
        ("AWS_REGION", System.Environment.GetEnvironmentVariable("S3_REGION")));

    /// <summary>Ends when the store has so many parts of an upload, or the command has ended by itself.</summary>
    private async Task WhenStoredAsync(RunningCommand command, int parts)
    {
        while (!command.HasEnded)
        {
            foreach (string uploadId in await OpenUploadsAsync())
            {
                if (await PartsOfAsync(uploadId) >= parts)
                {
                    return;
                }
            }
        }
    }

    private async Task<IReadOnlyList<string>> OpenUploadsAsync()
    {
        ListMultipartUploadsResponse open = await _store.Client.ListMultipartUploadsAsync(_store.Bucket, TestToken);
        return [.. (open.MultipartUploads ?? []).Select(upload => upload.UploadId)];
    }

    private async Task<int> PartsOfAsync(string uploadId)
    {
        try
        {
            return (await _store.Client.ListPartsAsync(_store.Bucket, "k", uploadId, TestToken)).Parts?.Count ?? 0;
        }
        catch (AmazonS3Exception completed) when (completed.StatusCode == HttpStatusCode.NotFound)
        {
            return 0;
        }
    }
}
