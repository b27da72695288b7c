using System.Diagnostics;
using System.IO.Compression;
using Amazon.S3;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/recipes.md about streams, many objects and copies, run as it stands there.</summary>
public sealed class RecipeExamples : ExampleScenario
{
    [Fact]
    public async Task A_database_dump()
    {
        var uploader = new MultipartUploader(Client);
        await DumpAsync(uploader, "cat", [FilePath], TestContext.Current.CancellationToken);
        await AssertStored("shop.dump");
        await Client.DeleteObjectAsync("backups", "shop.dump");
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => DumpAsync(uploader, "cat", [FilePath, InFolder("nowhere")], TestContext.Current.CancellationToken));
        Assert.Null((await Client.ListObjectsV2Async(new() { BucketName = "backups" })).S3Objects);
        Assert.Null((await Client.ListMultipartUploadsAsync("backups")).MultipartUploads);
    }

    private static async Task DumpAsync(
        MultipartUploader uploader, string program, string[] arguments, CancellationToken cancellationToken)
    {
        using Process dump = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("It did not start.");
        await using ObjectWriter writer = await uploader.OpenWriteAsync(
            new UploadTarget { BucketName = "backups", Key = "shop.dump" }, cancellationToken: cancellationToken);
        await dump.StandardOutput.BaseStream.CopyToAsync(writer, cancellationToken);
        await dump.WaitForExitAsync(cancellationToken);
        if (dump.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} has failed."); // The writer is disposed: nothing is stored.
        }

        UploadManifest manifest = await writer.CompleteAsync(cancellationToken);
        Assert.True(manifest.IsComplete);
    }

    [Fact]
    public async Task No_dependency_injection_and_a_stream()
    {
        AmazonS3Client client = Client;
        string path = FilePath;
        var uploader = new MultipartUploader(client);
        await Plain(client, path);
        await AssertStored("disk.img");

        await using FileStream stream = File.OpenRead(path);
        await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "database.dump",
            Source = PartSource.FromStream(stream, leaveOpen: true),
        });
        Assert.True(stream.CanRead);
        await AssertStored("database.dump");
    }

    [Fact]
    public async Task Writing()
    {
        string path = FilePath;
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        await using ObjectWriter writer = await uploader.OpenWriteAsync(new UploadTarget { BucketName = "backups", Key = "2026.zip" });
        await using (var zip = new ZipArchive(writer, ZipArchiveMode.Create, leaveOpen: true))
        {
            await zip.CreateEntryFromFileAsync(path, "disk.img");
        }

        UploadManifest manifest = await writer.CompleteAsync();
        Assert.InRange(manifest.Size, Bytes.Length, 2 * Bytes.Length);
        Assert.Equal("application/zip", (await client.GetObjectMetadataAsync("backups", "2026.zip")).Headers.ContentType);
    }

    [Fact]
    public async Task Many()
    {
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        IAsyncEnumerable<UploadRequest> requests = Enumerable.Range(0, 30).Select(number => new UploadRequest
        {
            BucketName = "backups",
            Key = $"many/{number}",
            Source = PartSource.FromMemory(Bytes.AsMemory(0, number)),
        }).ToAsyncEnumerable();
        var options = new UploadManyOptions { Progress = new Progress<UploadManyProgress>(all => Console.WriteLine($"{all.Fraction:P0}")) };
        await foreach (UploadResult result in uploader.UploadManyAsync(requests, options, cancellationToken))
        {
            Console.WriteLine(result.IsStored ? $"{result.Manifest.Key} is stored." : result.Exception.Message);
        }

        Assert.Equal(30, (await client.ListObjectsV2Async(new() { BucketName = "backups", Prefix = "many/" })).KeyCount);
    }

    [Fact]
    public async Task Folder()
    {
        string photos = Directory.CreateTempSubdirectory("photos-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(photos, "a.jpg"), Bytes[..10]);
        await File.WriteAllBytesAsync(Path.Combine(photos, "index.html"), Bytes[..10]);
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        DirectoryUploadResult folder = await uploader.UploadDirectoryAsync(new DirectoryUpload
        {
            Path = photos,
            BucketName = "backups",
            KeyPrefix = "photos/",
            Include = ["**/*.jpg", "**/*.html"],
            RequestFor = file => new UploadRequest
            {
                BucketName = file.BucketName,
                Key = file.Key,
                Source = file.Source,
                StorageClass = file.Path.EndsWith(".jpg", StringComparison.Ordinal) ? S3StorageClass.StandardInfrequentAccess : null,
            },
        });
        folder.ThrowIfAnyFailed();
        Assert.Equal(2, folder.FilesStored);
        Assert.Equal(
            S3StorageClass.StandardInfrequentAccess,
            (await client.GetObjectMetadataAsync("backups", "photos/a.jpg")).StorageClass);
        Directory.Delete(photos, recursive: true);
    }

    [Fact]
    public async Task Copying()
    {
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        foreach (string key in new[] { "2026/header.csv", "2026/rows.csv" })
        {
            await uploader.UploadAsync(
                new UploadRequest { BucketName = "backups", Key = key, Source = PartSource.FromMemory(new byte[1_000]) });
        }

        UploadManifest manifest = await uploader.CopyAsync(new CopyRequest
        {
            BucketName = "backups",
            Key = "2026.csv",
            Sources =
            [
                new CopySource { BucketName = "backups", Key = "2026/header.csv" },
                new CopySource { BucketName = "backups", Key = "2026/rows.csv", Offset = 100 },
            ],
        });
        Assert.Equal(1_900, manifest.Size);
    }

    private static async Task Plain(AmazonS3Client client, string path)
    {
        var uploader = new MultipartUploader(client);
        UploadManifest manifest = await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
            PartSize = 64 * 1024 * 1024,
            Progress = new Progress<UploadProgress>(progress => Console.WriteLine($"{progress.Fraction:P0}")),
        });
        Assert.True(manifest.IsComplete);
    }
}
