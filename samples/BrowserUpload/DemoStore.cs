using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using S3MultipartUpload.AspNetCore;
using S3MultipartUpload.Testing;

namespace BrowserUpload;

/// <summary>The bucket of the demonstration, and which pages may send to it: those of this server, once its address is known.</summary>
internal sealed class DemoStore(IServiceProvider services, IServer server) : IHostedLifecycleService
{
    public const string Bucket = "uploads";

    public static S3TestServerOptions Options(IConfiguration configuration) => new()
    {
        DataDirectory = configuration["Store:Folder"] ?? Path.Combine(Path.GetTempPath(), "s3-browser-upload"),
        BucketNames = { Bucket },
    };

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IBrowserUploadBucket>()
            .ConfigureCorsAsync(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
