using System.Security.Claims;
using Amazon.S3;
using Microsoft.AspNetCore.DataProtection;
using S3MultipartUpload;
using S3MultipartUpload.AspNetCore;
using S3MultipartUpload.AspNetCore.TestApplication;

// An instance of an application whose instances share a key ring: STORE BUCKET KEYS [hang]. It prints its address, and a line for each
// event; with hang, no event ever ends.
(string store, string bucket, string keys, bool hangs) = (args[0], args[1], args[2], args.Length > 3);
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(keys)).SetApplicationName("instances");
builder.Services.AddSingleton<IAmazonS3>(new AmazonS3Client(new AmazonS3Config
{
    ServiceURL = store,
    ForcePathStyle = true,
    AuthenticationRegion = "us-east-1",
}));
builder.Services.AddSingleton<IBrowserUploadEvents>(new PrintedEvents(hangs));
builder.Services.AddS3MultipartUpload().AddBrowserUploads(options => (options.BucketName, options.PartSize) = (bucket, 5 << 20));
WebApplication app = builder.Build();
app.Use((http, next) =>
{
    http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "alice")], "test"));
    return next(http);
});
app.MapS3MultipartUploads("/uploads");
await app.StartAsync();
Console.WriteLine(app.Urls.Single());
await app.WaitForShutdownAsync();
