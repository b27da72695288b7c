using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class ResetTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_endpoint_is_as_new(bool inFolder)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("endpoint-");
        try
        {
            var options = new S3TestServerOptions { BucketNames = { "photos" }, DataDirectory = inFolder ? folder.FullName : null };
            await using S3TestServer server = await S3TestServer.StartAsync(options);
            using AmazonS3Client client = server.CreateClient();
            await client.PutBucketAsync("more");
            await client.PutBucketVersioningAsync(new PutBucketVersioningRequest
            {
                BucketName = "photos",
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
            });
            await client.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = "a", ContentBody = "text" });
            await client.DeleteObjectAsync("photos", "a");
            await client.InitiateMultipartUploadAsync("photos", "large");
            server.Faults.Add(new Fault { Effect = FaultEffect.Status(503, "SlowDown") });

            server.Reset();

            Assert.Empty(server.Requests);
            Assert.Equal(["photos"], (await client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName));
            Assert.Empty((await client.ListVersionsAsync("photos")).Versions ?? []);
            Assert.Empty((await client.ListMultipartUploadsAsync("photos")).MultipartUploads ?? []);
            Assert.Equal(VersionStatus.Off, (await client.GetBucketVersioningAsync("photos")).VersioningConfig.Status);
            Assert.Equal(1, server.Requests[0].Attempt);
            Assert.Empty(inFolder ? Directory.GetFiles(Path.Combine(folder.FullName, "blobs")) : []);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_log_reads_line_by_line()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "photos" } });
        using AmazonS3Client client = server.CreateClient();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = "a/b", ContentBody = "text" });
        await Assert.ThrowsAsync<NoSuchKeyException>(() => client.GetObjectAsync("photos", "none"));
        await client.ListBucketsAsync();
        string[] lines = server.DescribeRequests().Split(Environment.NewLine);
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} PutObject photos/a/b: 200, \d+ bytes in \d+ ms$", lines[0]);
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} GetObject photos/none: 404 NoSuchKey, 0 bytes in \d+ ms$", lines[1]);
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} ListBuckets: 200, 0 bytes in \d+ ms$", lines[2]);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task The_log_is_waited_for_from_each_beginning()
    {
        await using var s3 = new S3TestFixture();
        Task second = s3.Server.WaitForRequestsAsync(2, TestContext.Current.CancellationToken);
        await s3.Client.ListBucketsAsync();
        await s3.Server.WaitForRequestsAsync(1, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);

        s3.Server.Reset();
        await s3.Client.ListBucketsAsync();
        Assert.False(second.IsCompleted);
        await s3.Client.ListBucketsAsync();
        await second;
    }

    /// <summary>An endpoint without buckets would leave a fixture without the one that it names.</summary>
    [Fact]
    public void A_fixture_needs_a_bucket() => Assert.Throws<ArgumentException>(() => new Unnamed());

    private sealed class Unnamed() : S3TestFixture(new S3TestServerOptions());

    [Fact]
    public async Task An_endpoint_that_logs_nothing_works_and_counts()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new() { BucketNames = { "photos" }, LogRequests = false });
        using AmazonS3Client client = server.CreateClient();

        Task waiting = server.WaitForRequestsAsync(2, TestContext.Current.CancellationToken);
        await client.PutObjectAsync(new() { BucketName = "photos", Key = "a", ContentBody = "text" });
        await client.GetObjectMetadataAsync("photos", "a");

        await waiting;
        Assert.Empty(server.Requests);
        Assert.Equal("", server.DescribeRequests());
    }
}
