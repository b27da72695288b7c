using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/testing.md, run as it stands there.</summary>
public sealed class TestingExamples
{
    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

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
    }
}
