using System.Net;
using System.Net.Http.Json;
using Amazon.S3;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>The code of the package's README, run as it stands there.</summary>
public sealed class BrowserExamples : WebScenario
{
    [Fact]
    public async Task Two_lines()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton<IAmazonS3>(Client);
        builder.Services.AddS3MultipartUpload().AddBrowserUploads(options => options.BucketName = "uploads");
        await using WebApplication app = builder.Build();
        app.MapS3MultipartUploads("/uploads").RequireAuthorization();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"{app.Urls.Single()}/uploads/config"));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task A_policy_and_events_of_the_application()
    {
        var catalog = new Catalog();
        using HttpClient web = await StartAsync(services: services =>
        {
            services.AddSingleton(catalog);
            services.AddScoped<IBrowserUploadPolicy, AlbumPolicy>();
            services.AddScoped<IBrowserUploadEvents, AlbumEvents>();
        });
        await RefusedAsync(
            HttpStatusCode.Forbidden, web.PostAsJsonAsync("s3/multipart", Announced(name: "a.pdf", type: "application/pdf")));
        Created upload = await CreateAsync(web);
        Assert.Matches("^albums/alice/[0-9a-f]{32}.jpg$", upload.Key);
        await SendAsync(web, upload, 1, 2, 3);
        await OkAsync(CompleteAsync(web, upload));
        await OkAsync(CompleteAsync(web, upload));
        Assert.Equal("holiday.jpg", Assert.Single(catalog.Pictures).Value);
        Assert.Equal(upload.Key, catalog.Keys.Distinct().Single());
    }

    public sealed class Catalog
    {
        public Dictionary<string, string> Pictures { get; } = [];

        public List<string> Keys { get; } = [];

        /// <summary>What is added twice stands there once.</summary>
        public Task AddAsync(string id, string fileName, UploadManifest manifest, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Pictures[id] = fileName;
            Keys.Add(manifest.Key);
            return Task.CompletedTask;
        }
    }

    public sealed class AlbumPolicy : IBrowserUploadPolicy
    {
        public ValueTask<BrowserUploadDecision> DecideAsync(BrowserUploadContext context, CancellationToken cancellationToken)
        {
            if (!context.ContentType.StartsWith("image/", StringComparison.Ordinal))
            {
                return ValueTask.FromResult(BrowserUploadDecision.Deny("An album has pictures only.", StatusCodes.Status403Forbidden));
            }

            string folder = $"albums/{context.UserId}/";
            UploadTarget target = context.CreateTarget($"{folder}{Guid.NewGuid():N}{Path.GetExtension(context.FileName)}");
            return ValueTask.FromResult(BrowserUploadDecision.Allow(target) with { UserPrefix = folder });
        }
    }

    public sealed class AlbumEvents(Catalog catalog) : IBrowserUploadEvents
    {
        public Task OnCompletedAsync(BrowserUploadCompleted completed, CancellationToken cancellationToken) =>
            catalog.AddAsync(completed.IdempotencyKey, completed.FileName, completed.Manifest, cancellationToken);
    }
}
