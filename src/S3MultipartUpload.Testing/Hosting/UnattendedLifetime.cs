using Microsoft.Extensions.Hosting;

namespace S3MultipartUpload.Testing.Hosting;

/// <summary>Leaves Ctrl+C and process exit to the application the endpoint is a guest in.</summary>
internal sealed class UnattendedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
