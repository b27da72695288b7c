using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The SDK's own uploader in its modes, with its own defaults, over http and https.</summary>
public sealed class TransferUtilityTests : IDisposable
{
    private const int MiB = 1 << 20;
    private const string Bucket = "photos";

    private static readonly string[] AllModes =
        ["small file", "large file", "seekable stream", "unseekable stream", "part size", "metadata"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transfer-");
    private readonly byte[] _bytes = new byte[(17 * MiB) + 3];

    public TransferUtilityTests() => new Random(5).NextBytes(_bytes);

    public static TheoryData<bool, string> Modes =>
        new([.. AllModes.Select(mode => (false, mode)), .. AllModes.Select(mode => (true, mode))]);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Every_mode_stores_every_byte(bool https, string mode)
    {
        await using S3TestServer server =
            await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket }, Https = https });
        using AmazonS3Client client = server.CreateClient();
        using var transfer = new TransferUtility(client);
        byte[] bytes = mode == "small file" ? _bytes[..1000] : _bytes;
        var request = new TransferUtilityUploadRequest { BucketName = Bucket, Key = "a" };
        switch (mode)
        {
            case "seekable stream":
                request.InputStream = new MemoryStream(bytes);
                break;
            case "unseekable stream":
                request.InputStream = new BufferedStream(new UnseekableStream(bytes));
                break;
            default:
                request.FilePath = Path.Combine(_folder.FullName, "file");
                await File.WriteAllBytesAsync(request.FilePath, bytes);
                break;
        }

        if (mode == "part size")
        {
            request.PartSize = 6 * MiB;
        }

        if (mode == "metadata")
        {
            request.Metadata["camera"] = "x100";
        }

        await transfer.UploadAsync(request);

        string path = Path.Combine(_folder.FullName, "back");
        await transfer.DownloadAsync(path, Bucket, "a");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        GetObjectMetadataResponse head = await client.GetObjectMetadataAsync(Bucket, "a");
        Assert.Equal(mode == "metadata" ? "x100" : null, head.Metadata["camera"]);
    }

    [Fact]
    public async Task A_directory_goes_up_and_comes_down()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket } });
        using AmazonS3Client client = server.CreateClient();
        using var transfer = new TransferUtility(client);
        string up = _folder.CreateSubdirectory("up").CreateSubdirectory("ü b").FullName;
        await File.WriteAllBytesAsync(Path.Combine(up, "large.bin"), _bytes);
        await File.WriteAllBytesAsync(Path.Combine(up, "empty"), []);

        await transfer.UploadDirectoryAsync(Path.Combine(_folder.FullName, "up"), Bucket, "*", SearchOption.AllDirectories);
        await transfer.DownloadDirectoryAsync(Bucket, "ü b", Path.Combine(_folder.FullName, "down"));

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "down", "large.bin")));
        Assert.Empty(await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "down", "empty")));
    }

    [Fact]
    public async Task Old_uploads_are_aborted()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket } });
        using AmazonS3Client client = server.CreateClient();
        using var transfer = new TransferUtility(client);
        await client.InitiateMultipartUploadAsync(Bucket, "a");

        await transfer.AbortMultipartUploadsAsync(Bucket, DateTime.UtcNow.AddHours(1));

        Assert.Empty((await client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
    }

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
