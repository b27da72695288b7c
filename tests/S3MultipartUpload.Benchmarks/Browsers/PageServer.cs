using System.Net;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.AspNetCore;
using S3MultipartUpload.TestSupport;

namespace S3MultipartUpload.Benchmarks.Browsers;

/// <summary>
/// The pages of samples/BrowserUpload, whose one user is signed in already; what they upload goes to a store of the caller's.
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PageServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single());

    /// <param name="store">A client of the store, which is disposed with the server.</param>
    /// <param name="partSize">In bytes.</param>
    /// <param name="maxSize">Of a file, in bytes.</param>
    public static async Task<PageServer> StartAsync(IAmazonS3 store, long partSize, long maxSize)
    {
        string sample = Path.Combine(RepositoryFolder.FullName, "samples", "BrowserUpload");
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = sample });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(_ => store);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddS3MultipartUpload().AddBrowserUploads(uploads =>
        {
            uploads.BucketName = "uploads";
            (uploads.PartSize, uploads.MaxSize) = (partSize, maxSize);
            uploads.AllowedTypes.Add("*/*");
            uploads.GetUserId = _ => "ada";
        });
        WebApplication application = builder.Build();
        application.UseDefaultFiles();
        application.UseStaticFiles();
        application.MapS3MultipartUploads("/uploads");
        application.MapGet("/session", () => new { Name = "ada" });
        application.MapGet("/objects", () => Array.Empty<object>());
        await application.StartAsync();
        return new PageServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
