using Amazon.S3;
using Amazon.S3.Model;
<<<<<<< HEAD
using Microsoft.Extensions.DependencyInjection;
=======
>>>>>>> main
using Moq;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

<<<<<<< HEAD
<<<<<<<< HEAD:tests/S3MultipartUpload.IntegrationTests/Readme/EndpointExamples.cs
/// <summary>The code about a mocked client and about the endpoint, run as it stands there.</summary>
public sealed class EndpointExamples : ExampleScenario
========
/// <summary>The code of docs/testing.md, run as it stands there.</summary>
public sealed class TestingExamples
>>>>>>>> main:tests/S3MultipartUpload.IntegrationTests/Readme/TestingExamples.cs
{
    private static readonly CancellationToken TestToken = TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_fake()
    {
        using var uploader = new FakeMultipartUploader();
        var reports = new Reports(uploader);

        await reports.StoreAsync("2026-11", new MemoryStream([1, 2, 3]));

        FakeObject stored = Assert.Single(uploader.Objects);
        Assert.Equal("2026-11.csv", stored.Key);
        Assert.Equal("text/csv", stored.ContentType);
        Assert.Equal([1, 2, 3], stored.Content.ToArray());
    }

    [Fact]
    public async Task What_was_asked()
    {
        using var uploader = new FakeMultipartUploader();
        await new Reports(uploader).StoreAsync("2026-11", new MemoryStream([1]));

        UploaderCall call = Assert.Single(uploader.Calls);
        Assert.Equal(nameof(IMultipartUploader.UploadAsync), call.Method);
        Assert.True(call.Settings?.IfNoneMatch);
    }

    [Fact]
    public async Task Calls_that_fail()
    {
        using var uploader = new FakeMultipartUploader();
        var reports = new Reports(uploader);
        uploader.FailNext(UploaderFailure.Failed(FailedUploadState.Unknown));
        uploader.Fail(UploaderFailure.Canceled(), when: call => call.Key == "2026-12.csv");
        uploader.Fail(UploaderFailure.Of(call => new TimeoutException(call.Key)), when: call => call.BucketName == "slow", times: 3);

        await Assert.ThrowsAsync<MultipartUploadException>(() => reports.StoreAsync("2026-11", new MemoryStream([1])));
        await Assert.ThrowsAsync<UploadCanceledException>(() => reports.StoreAsync("2026-12", new MemoryStream([1])));
    }

    [Fact]
    public async Task A_store_that_fails()
    {
        using var uploader = new FakeMultipartUploader(new S3MultipartUploadOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });
        uploader.Faults.Add(new Fault
        {
            Operation = S3Operation.PutObject,
            Times = 2,
            Effect = FaultEffect.Status(503, "SlowDown"),
        });

        await new Reports(uploader).StoreAsync("2026-11", new MemoryStream([1]));

        Assert.Equal([503, 503, 200], uploader.Requests.Select(request => request.Status));
    }

    [Fact]
    public async Task A_cancellation_on_the_way()
    {
        using var uploader = new FakeMultipartUploader();
        using var stop = new CancellationTokenSource();
        HoldEffect hold = FaultEffect.Hold();
        uploader.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = hold });
        Task storing = new Reports(uploader).StoreAsync("2026-11", new MemoryStream([1]), stop.Token);
        await hold.WaitAsync(1, TestToken);
        await stop.CancelAsync();

        await Assert.ThrowsAsync<UploadCanceledException>(() => storing);
    }

    [Fact]
    public async Task By_dependency_injection()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Reports>();
        var fake = new FakeMultipartUploader();
        services.AddSingleton<IMultipartUploader>(fake);
        services.AddSingleton(fake.Client);

        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Reports>().StoreAsync("2026-11", new MemoryStream([1]));
        Assert.Single(fake.Objects);
    }

    [Fact]
    public async Task With_a_mocked_uploader()
    {
        var uploader = new Mock<IMultipartUploader>();
        uploader.Setup(mock => mock.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((UploadRequest request, CancellationToken _) => new UploadManifest
            {
                BucketName = request.BucketName,
                Key = request.Key,
                IsComplete = true,
                Size = 3,
                Parts = [new UploadedPart { PartNumber = 1, Offset = 0, Size = 3, ETag = "\"e\"" }],
            });

        await new Reports(uploader.Object).StoreAsync("2026-11", new MemoryStream([1, 2, 3]));

        uploader.Verify(mock => mock.UploadAsync(
            It.Is<UploadRequest>(request => request.Key == "2026-11.csv"), It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task With_a_mocked_client()
    {
        var s3 = new Mock<IAmazonS3>();
        s3.Setup(mock => mock.PutObjectAsync(It.IsAny<PutObjectRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new PutObjectResponse { ETag = "\"e\"" });

        await new Reports(new MultipartUploader(s3.Object)).StoreAsync("2026-11", new MemoryStream([1, 2, 3]));

        s3.Verify(mock => mock.PutObjectAsync(
            It.Is<PutObjectRequest>(request => request.Key == "2026-11.csv"), It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task With_an_endpoint()
    {
        await using S3TestServer s3 = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "reports" } });
        using AmazonS3Client client = s3.CreateClient();
        s3.Faults.Add(new Fault { Operation = S3Operation.PutObject, Times = 1, Effect = FaultEffect.ConnectionReset });
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.AmazonS3 });

        await new Reports(uploader).StoreAsync("2026-11", new MemoryStream([1, 2, 3]));

        Assert.Equal([0, 200], s3.Requests.Select(request => request.Status));
    }

    private sealed class Reports(IMultipartUploader uploader)
    {
        public async Task StoreAsync(string month, Stream csv, CancellationToken cancellationToken = default) =>
            await uploader.UploadAsync(
                new UploadRequest
                {
                    BucketName = "reports",
                    Key = $"{month}.csv",
                    Source = PartSource.FromStream(csv),
                    ContentType = "text/csv",
                    IfNoneMatch = true,
                },
                cancellationToken);
=======
/// <summary>The code about tests, run as it stands there.</summary>
public sealed class EndpointExamples : ExampleScenario
{
    [Fact]
    public async Task A_mocked_client()
    {
        var s3 = new Mock<IAmazonS3>();
        s3.Setup(client => client.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new InitiateMultipartUploadResponse { UploadId = "upload" });
        s3.Setup(client => client.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new UploadPartResponse { ETag = "\"part\"" });
        s3.Setup(client => client.CompleteMultipartUploadAsync(It.IsAny<CompleteMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new CompleteMultipartUploadResponse { ETag = "\"object\"" });

        var uploader = new MultipartUploader(s3.Object);
        UploadManifest manifest = await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromMemory(new byte[20 * 1024 * 1024]),
        });

        Assert.Equal("\"object\"", manifest.ETag);
        s3.Verify(client => client.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Fact]
    public async Task A_first_upload()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "backups" } });
        using AmazonS3Client client = server.CreateClient();
        UploadManifest manifest = await new MultipartUploader(client).UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "hello.txt",
            Source = PartSource.FromMemory("Hello!"u8.ToArray()),
        });
        Console.WriteLine(manifest.ToJson());
        Assert.True(manifest.IsComplete);
    }

    [Fact]
    public async Task An_endpoint_inside_the_test()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "backups" } });
        server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown"),
        });
        using AmazonS3Client client = server.CreateClient();
        UploadManifest manifest = await new MultipartUploader(client, new S3MultipartUploadOptions { RetryDelay = TimeSpan.Zero })
            .UploadAsync(new UploadRequest { BucketName = "backups", Key = "a", Source = PartSource.FromMemory(Bytes) });
        Assert.True(manifest.IsComplete);
    }

    [Fact]
    public async Task The_endpoint_s_own_readme()
    {
        await File.WriteAllBytesAsync("cat.jpg", Bytes);
        await using S3TestServer s3 = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "photos" } });
        using AmazonS3Client client = s3.CreateClient();            // an AmazonS3Client, ready to use

        await client.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = "cat.jpg", FilePath = "cat.jpg" });

        File.Delete("cat.jpg");
        Assert.Equal(Bytes.Length, (await client.GetObjectMetadataAsync("photos", "cat.jpg")).ContentLength);
        s3.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 3,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown", retryAfter: TimeSpan.FromSeconds(1)),
        });
>>>>>>> main
    }
}
