using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>What a test leaves behind, in the endpoint or running, costs nothing.</summary>
public sealed class LeavingTests : IDisposable
{
    private const string Bucket = "photos";
    private readonly string _folder = Directory.CreateTempSubdirectory("endpoint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Withheld))]
    public async Task Object_whose_reply_was_withheld_goes_when_it_is_deleted(FaultEffect effect)
    {
        await using S3TestServer server = await StartAsync();
        using AmazonS3Client client = server.CreateClient();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text" });
        server.Faults.Add(new Fault { Operation = S3Operation.GetObject, Effect = effect });
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Record.ExceptionAsync(() => client.GetObjectAsync(Bucket, "a", soon.Token));

        await client.DeleteObjectAsync(Bucket, "a");

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "blobs")));
    }

    public static TheoryData<FaultEffect> Withheld => [FaultEffect.DropReply, FaultEffect.EmptyOk(done: true)];

    [Fact]
    public async Task Endpoint_is_gone_at_once_whatever_still_runs_and_however_often_it_is_told()
    {
        S3TestServer server = await StartAsync();
        using AmazonS3Client client = server.CreateClient();
        HoldEffect hold = FaultEffect.Hold();
        server.Faults.Add(new Fault { Operation = S3Operation.ListBuckets, Effect = hold });
        server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.Stall() });
        Task[] running =
        [
            client.ListBucketsAsync(),
            client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text" }),
        ];
        await hold.WaitAsync(1);

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        await server.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(running));
        Assert.All(running, task => Assert.True(task.IsFaulted));
        await using S3TestServer next = await StartAsync();
        Assert.Empty(next.Requests); // The folder is free.
    }

    private Task<S3TestServer> StartAsync() =>
        S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket }, DataDirectory = _folder });
}
