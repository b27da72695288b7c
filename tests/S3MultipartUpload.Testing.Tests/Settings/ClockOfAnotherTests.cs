using Amazon.S3;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Testing.Tests.Settings;

/// <summary>An endpoint whose clock a test drives leaves nothing to the endpoints after it.</summary>
public sealed class ClockOfAnotherTests
{
    /// <summary>The SDK remembers, for each address, how far its clock was off; so no address is had twice.</summary>
    [Fact]
    public async Task No_port_is_had_twice()
    {
        var ports = new HashSet<int>();
        for (int start = 0; start < 200; start++)
        {
            await using S3TestServer server = await S3TestServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(ports.Add(server.Endpoint.Port));
        }
    }

    [Fact]
    public async Task A_client_whose_clock_was_off_elsewhere_is_let_in()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(-9));
        var options = new S3TestServerOptions { BucketNames = { "photos" }, TimeProvider = clock };
        await using (S3TestServer server = await S3TestServer.StartAsync(options, TestContext.Current.CancellationToken))
        {
            using AmazonS3Client off = server.CreateClient();
            await Assert.ThrowsAsync<AmazonS3Exception>(() => off.ListObjectsV2Async(new() { BucketName = "photos" }));
        }

        await using S3TestServer next = await S3TestServer.StartAsync(
            new() { BucketNames = { "photos" } }, TestContext.Current.CancellationToken);
        using AmazonS3Client client = next.CreateClient();
        await client.ListObjectsV2Async(new() { BucketName = "photos" });
    }
}
