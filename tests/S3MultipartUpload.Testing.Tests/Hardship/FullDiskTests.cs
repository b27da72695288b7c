using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// The disk of an endpoint in a folder is full: who writes is told so, nothing that was acknowledged is lost, nothing half-written stays,
/// and with room again all is well.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const string Bucket = "photos";
    private const int Mebibytes = 8;
    private const int PartSize = 1 << 20;

    private readonly SmallDisk _disk = new(Mebibytes);
    private S3TestServer? _server;
    private AmazonS3Client? _client;

    private AmazonS3Client Client => _client ?? throw new InvalidOperationException("The server is not started.");

    public ValueTask InitializeAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _disk.Dispose();
    }

    [Fact]
    public async Task An_object_that_does_not_fit_is_refused_and_the_former_one_stays()
    {
        byte[] former = RandomNumberGenerator.GetBytes(PartSize);
        await PutAsync("a", former);
        long left = _disk.Left;

        await FailsAsync(() => PutAsync("a", new byte[2 * Mebibytes << 20]));
        await FailsAsync(() => PutAsync("b", new byte[2 * Mebibytes << 20]));

        Assert.Equal(left, _disk.Left);
        await AssertStoredAsync(new() { ["a"] = former });
        await PutAsync("b", former);
        await AssertStoredAsync(new() { ["a"] = former, ["b"] = former });
    }

    [Theory]
    [InlineData(100)]
    [InlineData(50_000)]
    [InlineData(700_000)]
    public async Task Nothing_that_was_acknowledged_before_the_disk_was_full_is_lost(int size)
    {
        var stored = new Dictionary<string, byte[]>();
        await FillAsync(stored, size);
        Assert.NotEmpty(stored);
        await FailsAsync(() => PutAsync("more", RandomNumberGenerator.GetBytes(Mebibytes << 20)));
        await AssertStoredAsync(stored);

        await StopAsync();
        await StartAsync();
        await AssertStoredAsync(stored);
        foreach (string key in stored.Keys.Take((stored.Count / 2) + 1).ToList())
        {
            await Client.DeleteObjectAsync(Bucket, key);
            stored.Remove(key);
        }

        await PutAsync("again", stored["again"] = RandomNumberGenerator.GetBytes(size));
        await AssertStoredAsync(stored);
    }

    [Fact]
    public async Task An_upload_that_met_the_full_disk_goes_on_when_there_is_room_again()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(Mebibytes << 19);
        await PutAsync("in the way", bytes);
        string upload = (await Client.InitiateMultipartUploadAsync(Bucket, "large")).UploadId;
        var parts = new List<PartETag>();
        AmazonS3Exception? refused = null;
        while (refused is null)
        {
            try
            {
                parts.Add(await PutPartAsync(upload, parts.Count + 1, bytes));
            }
            catch (AmazonS3Exception error)
            {
                refused = error;
            }
        }

        Assert.Equal(500, (int)refused.StatusCode);
        Assert.Equal(
            parts.Select(part => part.ETag), (await Client.ListPartsAsync(Bucket, "large", upload)).Parts.Select(part => part.ETag));
        await Client.DeleteObjectAsync(Bucket, "in the way");
        parts.Add(await PutPartAsync(upload, parts.Count + 1, bytes));
        await Client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "large", UploadId = upload, PartETags = parts });

        await AssertStoredAsync(new() { ["large"] = bytes[..(parts.Count * PartSize)] }, parts.Count - 1);
    }

    [Fact]
    public async Task An_upload_that_cannot_be_completed_for_want_of_room_can_be_completed_later()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(2 * PartSize);
        string upload = (await Client.InitiateMultipartUploadAsync(Bucket, "large")).UploadId;
        List<PartETag> parts = [await PutPartAsync(upload, 1, bytes), await PutPartAsync(upload, 2, bytes)];
        var stored = new Dictionary<string, byte[]>();
        await FillAsync(stored, 500_000);
        await FillAsync(stored, 10);
        Task<CompleteMultipartUploadResponse> CompleteAsync() => Client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "large", UploadId = upload, PartETags = parts });

        await FailsAsync(CompleteAsync);
        await AssertStoredAsync(stored, parts.Count);
        string given = stored.Keys.First();
        await Client.DeleteObjectAsync(Bucket, given);
        stored.Remove(given);
        await CompleteAsync();

        stored["large"] = bytes;
        await AssertStoredAsync(stored, parts.Count - 1);
    }

    private async ValueTask StartAsync()
    {
        _server = await S3TestServer.StartAsync(
            new S3TestServerOptions { DataDirectory = _disk.Folder, BucketNames = { Bucket }, MinimumPartSize = 1 });
        _client = _server.CreateClient();
    }

    private async ValueTask StopAsync()
    {
        _client?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Puts objects of a size until one does not fit.</summary>
    private async Task FillAsync(Dictionary<string, byte[]> stored, int size)
    {
        while (true)
        {
            string key = $"object {stored.Count}";
            byte[] bytes = RandomNumberGenerator.GetBytes(size);
            try
            {
                await PutAsync(key, bytes);
            }
            catch (AmazonS3Exception error)
            {
                Assert.Equal((500, "InternalError"), ((int)error.StatusCode, error.ErrorCode));
                return;
            }

            stored.Add(key, bytes);
        }
    }

    private Task<PutObjectResponse> PutAsync(string key, byte[] bytes) =>
        Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(bytes) });

    private async Task<PartETag> PutPartAsync(string upload, int number, byte[] bytes)
    {
        UploadPartResponse part = await Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = "large",
            UploadId = upload,
            PartNumber = number,
            InputStream = new MemoryStream(bytes, (number - 1) * PartSize, PartSize),
        });
        return new PartETag(number, part.ETag);
    }

    private static async Task FailsAsync(Func<Task> action)
    {
        AmazonS3Exception error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(action);
        Assert.Equal((500, "InternalError"), ((int)error.StatusCode, error.ErrorCode));
    }

    /// <summary>
    /// The bucket holds these objects and no others, and the folder one blob for each, as many beside these as there are parts, and nothing
    /// unfinished.
    /// </summary>
    private async Task AssertStoredAsync(Dictionary<string, byte[]> expected, int parts = 0)
    {
        var listed = new List<string>();
        await foreach (S3Object entry in Client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = Bucket }).S3Objects)
        {
            listed.Add(entry.Key);
        }

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), listed);
        foreach ((string key, byte[] bytes) in expected)
        {
            using GetObjectResponse response = await Client.GetObjectAsync(Bucket, key);
            using var read = new MemoryStream();
            await response.ResponseStream.CopyToAsync(read);
            Assert.Equal(bytes, read.ToArray());
        }

        Assert.Equal(expected.Count + parts, _disk.Files.Count(file => file.StartsWith("blobs", StringComparison.Ordinal)));
        Assert.DoesNotContain(_disk.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }
}
