using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/recipes.md about backups, resuming, pausing and sessions, run as it stands there.</summary>
public sealed class ResumeExamples : ExampleScenario
{
    [Fact]
    public async Task A_backup()
    {
        var uploader = new MultipartUploader(Client, new S3MultipartUploadOptions { Profile = ProviderProfile.AmazonS3 });
        (string path, string receiptPath, string checkpointDirectory) = (FilePath, InFolder("receipt.json"), InFolder("checkpoints"));
        UploadManifest manifest = await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "2026/monday.zip",
            Source = PartSource.FromFile(path),
            ChecksumAlgorithm = PartChecksumAlgorithm.Crc64Nvme,
            IfNoneMatch = true,
            CheckpointStore = new FileCheckpointStore(checkpointDirectory),
        });
        await File.WriteAllTextAsync(receiptPath, manifest.ToJson());
        VerificationReport report = await manifest.VerifyFileAsync(path);
        Assert.Equal(VerificationOutcome.Proven, report.Outcome);
        Assert.Equal(manifest, UploadManifest.FromJson(await File.ReadAllTextAsync(receiptPath)));
        await AssertStored("2026/monday.zip");
    }

    [Fact]
    public async Task Resuming()
    {
        string path = FilePath;
        string checkpointDirectory = Directory.CreateTempSubdirectory("s3mpu-").FullName;
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") });
        await Assert.ThrowsAsync<MultipartUploadException>(() => uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
            CheckpointStore = new FileCheckpointStore(checkpointDirectory),
        }));

        var request = new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
            CheckpointStore = new FileCheckpointStore(checkpointDirectory),
        };
        UploadManifest manifest = await uploader.UploadAsync(request);
        Console.WriteLine($"{manifest.PartsResumed} of {manifest.Parts.Count} parts were there already.");

        Assert.InRange(manifest.PartsResumed, 0, 1);
        await foreach (CheckpointEntry entry in new FileCheckpointStore(checkpointDirectory).ListAsync())
        {
            Console.WriteLine($"{entry.BucketName}/{entry.Key} is incomplete.");
        }

        Assert.Equal(Bytes.Length, manifest.Size);
        Directory.Delete(checkpointDirectory, recursive: true);
    }

    [Fact]
    public async Task Pausing()
    {
        string path = FilePath;
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        var pause = new UploadPause();
        Task<UploadManifest> upload = uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
            Pause = pause,
        });
        await pause.PauseAsync();
        pause.Continue();
        await upload;
        Assert.True((await upload).IsComplete);
    }

    [Fact]
    public async Task A_session()
    {
        string path = FilePath;
        byte[] lastBytes = Bytes[(8 * 1024 * 1024)..];
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        IMultipartSession session = await uploader.StartAsync(new UploadTarget { BucketName = "backups", Key = "disk.img" });
        await session.UploadPartAsync(1, PartSource.FromFile(path, offset: 0, length: 8 * 1024 * 1024));

        string json = session.ToJson(); // Here or on another machine:
        IMultipartSession elsewhere = uploader.OpenSession(json);
        await elsewhere.UploadPartAsync(2, PartSource.FromMemory(lastBytes));

        UploadManifest manifest = await session.CompleteAsync();
        Assert.Equal(Bytes.Length, manifest.Size);
        using GetObjectResponse stored = await client.GetObjectAsync("backups", "disk.img");
        Assert.Equal(SHA256.HashData(Bytes), await SHA256.HashDataAsync(stored.ResponseStream));
    }
}
