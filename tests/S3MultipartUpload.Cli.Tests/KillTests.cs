using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>A process that is killed at any instant loses nothing: the same command goes on.</summary>
public sealed class KillTests : CommandLineScenario
{
    private const int Kills = 25;
    private const int FileSize = 300 * MiB;
    private const int PartCount = 60;

    [Fact]
    public async Task An_upload_killed_again_and_again_goes_on_and_sends_no_confirmed_part_again()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { Bucket }, DataDirectory = StoreFolder }, TestToken);
        string file = FileOf(FileSize);
        var random = new Random(25);
        for (int kill = 0; kill < Kills; kill++)
        {
            await KillAsync(server, file, kill, random);
        }

        CommandResult result = await RunAsync(server, Arguments(file));
        UploadManifest manifest = result.Manifest();
        Assert.Equal(PartCount, manifest.PartsResumed);
        Assert.Equal(PartCount, manifest.Parts.Count);
        using AmazonS3Client client = server.CreateClient();
        using GetObjectResponse stored = await client.GetObjectAsync(Bucket, "k", TestToken);
        Assert.Equal(await Sha256Async(file), Convert.ToHexStringLower(await SHA256.HashDataAsync(stored.ResponseStream, TestToken)));
        Assert.Empty(Directory.GetFiles(InFolder("checkpoints")));

        // The kill between Create and the first writing of the checkpoint has left an upload that nobody knows; no other has.
        ListMultipartUploadsResponse open = await client.ListMultipartUploadsAsync(Bucket, TestToken);
        MultipartUpload orphan = Assert.Single(open.MultipartUploads);
        Assert.Equal([manifest.UploadId], Parts(server).Select(part => part.UploadId).Distinct());
        Assert.NotEqual(manifest.UploadId, orphan.UploadId);
        AssertNoConfirmedPartWasSentAgain(server);
    }

    /// <summary>
    /// Starts the command and kills it at an instant: while the store is opening the upload, during parts, while it completes.
    /// </summary>
    private async Task KillAsync(S3TestServer server, string file, int kill, Random random)
    {
        (S3Operation operation, bool isDone) = kill switch
        {
            0 => (S3Operation.CreateMultipartUpload, false),
            1 => (S3Operation.CreateMultipartUpload, true),
            Kills - 2 => (S3Operation.CompleteMultipartUpload, false),
            Kills - 1 => (S3Operation.CompleteMultipartUpload, true),
            _ => (S3Operation.UploadPart, kill % 2 == 0),
        };
        HoldEffect hold = FaultEffect.Hold(isDone);
        bool isPart = operation == S3Operation.UploadPart;
        server.Faults.Add(new Fault { Operation = operation, Skip = isPart ? random.Next(2) : 0, Effect = hold });
        using RunningCommand command = Start(server, Arguments(file, "--concurrency", $"{random.Next(1, 4)}"));
        Task held = hold.WaitAsync(1, TestToken);
        Task<CommandResult> ended = command.EndAsync();
        Assert.True(await Task.WhenAny(held, ended) == held, $"Kill {kill}: the command ended by itself.");
        await command.KillAsync();
        server.Faults.Clear();
        if (isDone)
        {
            // A request that is held before it is done ends with its connection. Released, it might be done before that is noticed.
            hold.Release();
        }
    }

    private string[] Arguments(string file, params string[] more) =>
        ["--file", file, "--bucket", Bucket, "--key", "k", "--chunk_size", "5", "--checkpoint-dir", InFolder("checkpoints"), .. more];

    private static IEnumerable<S3RequestRecord> Parts(S3TestServer server) =>
        server.Requests.Where(request => request.Operation == S3Operation.UploadPart);

    /// <summary>What the store had confirmed when a run asked it for its parts, that run and all later ones leave alone.</summary>
    private static void AssertNoConfirmedPartWasSentAgain(S3TestServer server)
    {
        int listings = 0;
        foreach (S3RequestRecord listing in server.Requests.Where(request => request is { Operation: S3Operation.ListParts, Status: 200 }))
        {
            HashSet<int?> confirmed =
                [.. Parts(
                    server).Where(part => part.Status == 200 && part.Time + part.Duration <= listing.Time).Select(part => part.PartNumber)];
            Assert.DoesNotContain(Parts(server), part => part.Time >= listing.Time && confirmed.Contains(part.PartNumber));
            listings++;
        }

        Assert.InRange(listings, Kills - 5, Kills + 1);
    }
}
