using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace IntegrationTestSample;

public sealed class PhotoArchiveTests : IAsyncLifetime
{
    private S3TestServer? _server;
    private AmazonS3Client? _client;

    private S3TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    private AmazonS3Client Client => _client ?? throw new InvalidOperationException("Not started.");

    private PhotoArchive Archive => new(Client, "archive");

    public async ValueTask InitializeAsync()
    {
        _server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "archive" } });
        _client = _server.CreateClient(config => config.MaxErrorRetry = 2); // TransferUtility leaves retries to its client.
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task Stored_photo_is_listed_and_read_back()
    {
        await Archive.StoreAsync("cat.jpg", new MemoryStream([1, 2, 3]));

        Assert.Equal(["cat.jpg"], await Archive.ListAsync());
        using GetObjectResponse response = await Client.GetObjectAsync("archive", "photos/cat.jpg");
        Assert.Equal(3, response.ContentLength);
    }

    [Fact]
    public async Task Large_photo_survives_a_part_that_is_told_to_slow_down()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = FaultEffect.Status(503, "SlowDown") });

        await Archive.StoreAsync("large.jpg", new MemoryStream(RandomNumberGenerator.GetBytes(20 << 20)));

        Assert.Equal([503, 200], Server.Requests.Where(request => request.PartNumber == 2).Select(request => request.Status));
    }

    [Fact]
    public async Task Failed_upload_leaves_no_parts_behind()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = FaultEffect.Status(403, "AccessDenied") });

        await Assert.ThrowsAsync<AmazonS3Exception>(
            () => Archive.StoreAsync("large.jpg", new MemoryStream(RandomNumberGenerator.GetBytes(20 << 20))));

        Assert.Empty((await Client.ListMultipartUploadsAsync("archive")).MultipartUploads ?? []);
        Assert.Empty(await Archive.ListAsync());
    }
}
