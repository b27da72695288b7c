using Amazon;
using Amazon.S3;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/moving-from-transferutility.md, run as it stands there.</summary>
public sealed class MovingExamples : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3mpu-").FullName;
    private S3TestServer? _server;
    private AmazonS3Client? _client;

    private AmazonS3Client Client => _client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "disk.img"), new byte[6_000_000]);
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.log"), "a");
        _server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "backups" } });
        _client = _server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        _client?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public void A_client()
    {
        using var client = new AmazonS3Client(new AmazonS3Config { RegionEndpoint = RegionEndpoint.EUCentral1 }.ForUploads());
        var uploader = new MultipartUploader(client);
        Assert.NotNull(uploader);
    }

    [Fact]
    public async Task Objects()
    {
        string path = Path.Combine(_folder, "disk.img");
        var uploader = new MultipartUploader(Client);
        UploadManifest manifest = await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromFile(path),
        });
        Console.WriteLine($"{manifest.Size} bytes, {manifest.ETag}");

        using var stream = new MemoryStream(new byte[100]);
        await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "dump.sql",
            Source = PartSource.FromStream(stream, leaveOpen: true),
        });

        await using ObjectWriter writer = await uploader.OpenWriteAsync(new UploadTarget { BucketName = "backups", Key = "lines.txt" });
        await using (var text = new StreamWriter(writer, leaveOpen: true))
        {
            await text.WriteLineAsync("the first of many");
        }

        await writer.CompleteAsync();

        await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "report.html",
            Source = PartSource.FromFile(path),
            StorageClass = S3StorageClass.StandardInfrequentAccess,
            CannedAcl = S3CannedACL.BucketOwnerFullControl,
            Metadata = new Dictionary<string, string> { ["project"] = "apollo" },
            Tags = new Dictionary<string, string> { ["keep"] = "7y" },
            Encryption = ServerSideEncryption.S3Managed,
            PartSize = 8 * 1024 * 1024,
            Progress = new Progress<UploadProgress>(progress => Console.WriteLine($"{progress.Fraction:P0}, {progress.TimeLeft} left")),
        });

        await uploader.CopyAsync(new CopyRequest
        {
            Sources = [new CopySource { BucketName = "backups", Key = "disk.img" }],
            BucketName = "backups",
            Key = "disk-copy.img",
        });
        Assert.Equal(["disk-copy.img", "disk.img", "dump.sql", "lines.txt", "report.html"], await KeysAsync());
    }

    [Fact]
    public async Task Folders()
    {
        string folder = _folder;
        var uploader = new MultipartUploader(Client);
        DirectoryUploadResult result = await uploader.UploadDirectoryAsync(new DirectoryUpload { Path = folder, BucketName = "backups" });
        Console.WriteLine($"{result.FilesStored} files");

        await uploader.UploadDirectoryAsync(new DirectoryUpload
        {
            Path = folder,
            BucketName = "backups",
            KeyPrefix = "logs/",
            Include = ["**/*.log"],
        });

        await uploader.UploadDirectoryAsync(new DirectoryUpload
        {
            Path = folder,
            BucketName = "backups",
            KeyPrefix = "site/",
            RequestFor = file => new UploadRequest
            {
                BucketName = file.BucketName,
                Key = file.Key,
                Source = file.Source,
                CacheControl = "max-age=60",
            },
            FailurePolicy = UploadFailurePolicy.Continue,
            Progress = new Progress<UploadManyProgress>(progress => Console.WriteLine($"{progress.ObjectsStored} objects")),
        });
        Assert.Equal(["a.log", "disk.img", "logs/a.log", "site/a.log", "site/disk.img"], await KeysAsync());
    }

    [Fact]
    public async Task Abandoned_uploads()
    {
        AmazonS3Client client = Client;
        await client.InitiateMultipartUploadAsync("backups", "young");
        var incomplete = new IncompleteUploads(client);
        var query = new IncompleteUploadQuery { BucketName = "backups", OlderThan = TimeSpan.FromDays(7) };
        await foreach (AbortResult aborted in incomplete.AbortAsync(query))
        {
            Console.WriteLine($"{aborted.Upload.Key}: {aborted.Outcome}");
        }

        await incomplete.EnsureAbortRuleAsync("backups", days: 7);
        Assert.Single((await client.ListMultipartUploadsAsync("backups")).MultipartUploads);
    }

    private async Task<IEnumerable<string>> KeysAsync() =>
        (await Client.ListObjectsV2Async(new() { BucketName = "backups" })).S3Objects.Select(stored => stored.Key);
}
