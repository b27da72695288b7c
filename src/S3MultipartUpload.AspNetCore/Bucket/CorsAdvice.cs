using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3MultipartUpload.AspNetCore.Diagnostics;
using S3MultipartUpload.AspNetCore.Options;

namespace S3MultipartUpload.AspNetCore.Bucket;

/// <summary>
/// Says once the application has started, in development, which rule the bucket lacks: the browser tells the page of a network error, and
/// no more.
/// </summary>
internal sealed class CorsAdvice(
    string name,
    IServiceProvider services,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    IOptionsMonitor<BrowserUploadOptions> options,
    ILoggerFactory loggers) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!environment.IsDevelopment())
        {
            return;
        }

        var started = new TaskCompletionSource();
        using (lifetime.ApplicationStarted.Register(started.SetResult))
        {
            await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        }

        BrowserUploadOptions settings = options.Get(name);
        ICollection<string> own = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        string[] origins = [.. settings.AllowedOrigins.Concat(own.Where(Origins.IsPageOrigin)).Distinct()];
        ILogger logger = loggers.CreateLogger(BrowserUploadLog.Category);
        if (origins.Length == 0)
        {
            if (own.Count > 0)
            {
                BrowserUploadLog.UnknownOrigin(logger, settings.BucketName, string.Join(", ", own), CorsMatch.JsonOf(CorsMatch.RuleFor(
                    ["https://www.example.com"])));
            }

            return;
        }

        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            try
            {
                IBrowserUploadBucket bucket = name.Length == 0
                    ? scope.ServiceProvider.GetRequiredService<IBrowserUploadBucket>()
                    : scope.ServiceProvider.GetRequiredKeyedService<IBrowserUploadBucket>(name);
                foreach (string problem in await bucket.CheckCorsAsync(origins, stoppingToken).ConfigureAwait(false))
                {
                    BrowserUploadLog.Unreachable(logger, settings.BucketName, problem);
                }
            }
#pragma warning disable CA1031 // Whatever is wrong with the client or its credentials: advice stops no application.
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                BrowserUploadLog.Unreachable(logger, settings.BucketName, $"its CORS rules cannot be read. {error.Message}");
            }
        }
    }
}
