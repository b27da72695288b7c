using System.Net;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/recipes.md about web applications and workers, run as it stands there.</summary>
public sealed class HostExamples : ExampleScenario
{
    [Fact]
    public async Task A_web_application()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IAmazonS3>(Client).AddS3MultipartUpload();
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPut("/photos/{**key}", async (string key, HttpRequest body, IMultipartUploader uploader, CancellationToken disconnected) =>
        {
            UploadManifest manifest = await uploader.UploadAsync(
                new UploadRequest
                {
                    BucketName = "photos",
                    Key = key,
                    Source = PartSource.FromStream(body.Body, body.ContentLength),
                    ContentType = body.ContentType,
                },
                disconnected);
            return Results.Ok(new { manifest.Key, manifest.Size, manifest.ETag });
        }).WithMetadata(new DisableRequestSizeLimitAttribute());
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        byte[] large = [.. Bytes, .. Bytes]; // More than ASP.NET Core takes by itself.
        using HttpResponseMessage answer = await http.PutAsync(
            new Uri("photos/2026/summer.jpg", UriKind.Relative), new ByteArrayContent(large), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(large.Length, (await Client.GetObjectMetadataAsync("photos", "2026/summer.jpg")).ContentLength);
    }

    [Fact]
    public async Task A_worker()
    {
        (string path, string checkpointDirectory) = (FilePath, InFolder("checkpoints"));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        IServiceCollection services = builder.Services.AddSingleton<IAmazonS3>(Client);
        services.AddS3MultipartUpload().UseFileCheckpoints(checkpointDirectory);
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<Archiver>(provider, path));
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        BackgroundService worker = Assert.IsAssignableFrom<BackgroundService>(Assert.Single(host.Services.GetServices<IHostedService>()));
        await (worker.ExecuteTask ?? Task.CompletedTask);
        await host.StopAsync(TestContext.Current.CancellationToken);
        await AssertStored("disk.img");
    }

#pragma warning disable CA1848, CA1873, CA2254 // An example shows the usual way to log.
    public sealed class Archiver(IMultipartUploader uploader, ILogger<Archiver> logger, string path) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            try
            {
                await uploader.UploadAsync(
                    new UploadRequest { BucketName = "backups", Key = "disk.img", Source = PartSource.FromFile(path) }, stoppingToken);
            }
            catch (UploadCanceledException stopped)
            {
                logger.LogInformation("{Size} bytes are stored; the upload is {State}.", stopped.Manifest.Size, stopped.State);
            }
        }
    }
#pragma warning restore CA1848, CA1873, CA2254
}
