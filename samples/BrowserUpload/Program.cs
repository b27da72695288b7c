using Amazon.S3;
using BrowserUpload;
using Microsoft.AspNetCore.Authentication.Cookies;
using S3MultipartUpload;
using S3MultipartUpload.AspNetCore;
using S3MultipartUpload.Testing;

// BrowserUpload: files go from a page straight to S3, in parts by URLs that this server signs; not a byte of them passes through it.
//   dotnet run --project samples/BrowserUpload       and open the address that it says
// The store is an endpoint inside this process, which keeps what it has in a folder (Store:Folder); no cloud and no credentials are needed.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddHostedService<DemoStore>();
builder.Services.AddSingleton<S3TestServer>(_ => S3TestServer.Start(DemoStore.Options(builder.Configuration)));
builder.Services.AddSingleton<IAmazonS3>(services => services.GetRequiredService<S3TestServer>().CreateClient());
builder.Services.AddS3MultipartUpload().AddBrowserUploads(uploads =>
{
    uploads.BucketName = DemoStore.Bucket;
    uploads.MaxSize = 20L << 30;
    uploads.AllowedTypes.Clear();
    uploads.AllowedTypes.Add("*/*"); // They come back as downloads, so that none is shown as a page; see the policy.
    builder.Configuration.Bind("BrowserUpload", uploads);
});
builder.Services.AddSingleton<StoredObjects>();
builder.Services.AddSingleton<IBrowserUploadEvents>(services => services.GetRequiredService<StoredObjects>());
builder.Services.AddProblemDetails();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
{
    cookie.Cookie.SameSite = SameSiteMode.Strict;
    cookie.Events.OnRedirectToLogin = context =>
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    };
});
builder.Services.AddAuthorization();

WebApplication app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapS3MultipartUploads("/uploads").RequireAuthorization();
app.MapSession();
app.MapStoredObjects().RequireAuthorization();
await app.RunAsync();
