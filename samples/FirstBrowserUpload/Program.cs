using System.Collections.Concurrent;
using System.Security.Claims;
using Amazon.S3;
using Microsoft.AspNetCore.Authentication;
using S3MultipartUpload;
using S3MultipartUpload.AspNetCore;
using S3MultipartUpload.Testing;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);

// Where: an endpoint in this process, which keeps what it has in a folder. A real store takes its place by its client.
S3TestServer store = await S3TestServer.StartAsync(new() { DataDirectory = "store", BucketNames = { "uploads" } });
builder.Services.AddSingleton<IAmazonS3>(store.CreateClient());
builder.Services.AddS3MultipartUpload().AddBrowserUploads(options => options.BucketName = "uploads");

// What is told of an object: here, each user's newest manifest is kept. A table of your application takes its place.
var manifests = new NewestManifests();
builder.Services.AddSingleton<IBrowserUploadEvents>(manifests);

// Who: each browser is a user of its own. The sign-in of your application takes its place.
builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
builder.Services.AddAuthorization();

WebApplication app = builder.Build();
app.UseStaticFiles();
app.MapS3MultipartUploads("/uploads").RequireAuthorization();
app.MapGet("/manifest", (ClaimsPrincipal user) => Results.Text(
    manifests.GetValueOrDefault(user.FindFirstValue(ClaimTypes.NameIdentifier) ?? ""), "application/json")).RequireAuthorization();
app.MapGet("/", async (HttpContext context, IWebHostEnvironment environment) =>
{
    if (context.User.Identity?.IsAuthenticated != true)
    {
        var id = new Claim(ClaimTypes.NameIdentifier, $"{Guid.NewGuid():N}");
        await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([id], "Cookies")));
    }

    return Results.File(Path.Combine(environment.WebRootPath, "index.html"), "text/html");
});
await app.StartAsync();

// Which pages the bucket lets in: those of this server.
await using (AsyncServiceScope scope = app.Services.CreateAsyncScope())
{
    await scope.ServiceProvider.GetRequiredService<IBrowserUploadBucket>().ConfigureCorsAsync(app.Urls);
}

await app.WaitForShutdownAsync();

internal sealed class NewestManifests : ConcurrentDictionary<string, string>, IBrowserUploadEvents
{
    public Task OnCompletedAsync(BrowserUploadCompleted completed, CancellationToken cancellationToken)
    {
        this[completed.UserId] = completed.Manifest.ToJson();
        return Task.CompletedTask;
    }
}
