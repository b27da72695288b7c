using System.Security.Cryptography;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests.CommandLine;

/// <summary>A process killed at any instant of an upload to a real server loses nothing.</summary>
public sealed class KillOverGivenServer : CommandLineTest, IClassFixture<GivenStore>
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
        string? uploadId = null;
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
            uploadId ??= await OpenUploadAsync();
            Assert.True(uploadId is null || await OpenUploadAsync() is null || uploadId == await OpenUploadAsync());
        }

        using RunningCommand last = Start(file);
        UploadManifest manifest = (await last.EndAsync()).Manifest();
        Assert.Equal(uploadId, manifest.UploadId);
        Assert.InRange(manifest.PartsResumed, 48, PartCount);
        using GetObjectResponse stored = await _store.Client.GetObjectAsync(_store.Bucket, "k", TestToken);
        Assert.Equal(await Sha256Async(file), Convert.ToHexStringLower(await SHA256.HashDataAsync(stored.ResponseStream, TestToken)));
        Assert.Null(await OpenUploadAsync());
    }

    private RunningCommand Start(string file) => Start(
        [
            "--file", file, "--bucket", _store.Bucket, "--key", "k", "--chunk_size", "5", "--concurrency", "3",
            "--checkpoint-dir", InFolder("checkpoints"), "--endpoint", _store.Client.Config.ServiceURL,
        ],
        System.Environment.GetEnvironmentVariable("S3_ACCESS_KEY"),
        System.Environment.GetEnvironmentVariable("S3_SECRET_KEY"),
        System.Environment.GetEnvironmentVariable("S3_REGION"));

    /// <summary>Ends when the store has so many parts, or the command has ended by itself.</summary>
    private async Task WhenStoredAsync(RunningCommand command, int parts)
    {
        while (!command.HasEnded)
        {
            if (await OpenUploadAsync() is { } uploadId && await PartsOfAsync(uploadId) >= parts)
            {
                return;
            }
        }
    }

    private async Task<string?> OpenUploadAsync()
    {
        ListMultipartUploadsResponse open = await _store.Client.ListMultipartUploadsAsync(_store.Bucket, TestToken);
        return open.MultipartUploads?.SingleOrDefault()?.UploadId;
    }

    private async Task<int> PartsOfAsync(string uploadId)
    {
        try
        {
            return (await _store.Client.ListPartsAsync(_store.Bucket, "k", uploadId, TestToken)).Parts?.Count ?? 0;
        }
        catch (Amazon.S3.AmazonS3Exception completed) when (completed.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return 0;
        }
    }
}
