using Amazon;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of the README, of docs/getting-started.md and docs/errors.md, run as it stands there.</summary>
public sealed class ReadmeExamples : ExampleScenario
{
    [Fact]
    public void Registration()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAmazonS3>(new AmazonS3Client(new AmazonS3Config
        {
            RegionEndpoint = RegionEndpoint.EUCentral1,
        }.ForUploads()));
        services.AddS3MultipartUpload();
        Assert.Contains(services, service => service.ServiceType == typeof(IMultipartUploader));
    }

    [Fact]
    public async Task Dependency_injection()
    {
        AmazonS3Client client = Client;
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<IAmazonS3>(client)
            .AddS3MultipartUpload().Services
            .AddTransient<Backup>()
            .BuildServiceProvider();
        string json = await services.GetRequiredService<Backup>().StoreAsync(FilePath, CancellationToken.None);
        Assert.Equal(Bytes.Length, UploadManifest.FromJson(json).Size);
        await AssertStored($"2026/{Path.GetFileName(FilePath)}");
    }

    [Fact]
    public async Task Failures()
    {
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client);
        var logger = new Mock<ILogger>();
        logger.Setup(log => log.IsEnabled(It.IsAny<LogLevel>())).Returns(true);
        foreach (UploadRequest request in new[]
        {
            new UploadRequest { BucketName = "backups", Key = "", Source = PartSource.FromFile(FilePath) },
            new UploadRequest { BucketName = "nowhere", Key = "a", Source = PartSource.FromFile(FilePath) },
        })
        {
            await Handled(uploader, request, logger.Object, CancellationToken.None);
        }

        Assert.Equal(2, logger.Invocations.Count(call => call.Method.Name == nameof(ILogger.Log)));
    }

    private static async Task Handled(
        MultipartUploader uploader, UploadRequest request, ILogger logger, CancellationToken cancellationToken)
    {
#pragma warning disable CA1848, CA2254 // An example shows the usual way to log.
        try
        {
            await uploader.UploadAsync(request, cancellationToken);
        }
        catch (UploadRefusedException refused)
        {
            // Before the first request: the request breaks a rule. The message names it and what to change.
            logger.LogError("{Problem}", refused.Message);
        }
        catch (MultipartUploadException failure)
        {
            // The first error is the inner exception; State says whether anything stays stored.
            logger.LogError(failure, "{Stored} bytes had been stored; the upload is {State}.", failure.Manifest.Size, failure.State);
        }
#pragma warning restore CA1848, CA2254
    }

    public sealed class Backup(IMultipartUploader uploader)
    {
        public async Task<string> StoreAsync(string path, CancellationToken cancellationToken)
        {
            UploadManifest manifest = await uploader.UploadAsync(
                new UploadRequest
                {
                    BucketName = "backups",
                    Key = $"2026/{Path.GetFileName(path)}",
                    Source = PartSource.FromFile(path),
                    ContentType = "application/zip",
                },
                cancellationToken);
            return manifest.ToJson();
        }
    }
}
