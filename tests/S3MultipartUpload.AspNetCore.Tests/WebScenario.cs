using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>
/// An application of two lines over the endpoint, and what a page does with it: files of 25,000 bytes in three parts. Whoever names a user
/// in X-User is signed in as that user.
/// </summary>
public abstract class WebScenario : EndpointScenario
{
    protected const int PartSize = 10_000;
    protected const string Alice = "alice";
    private static readonly IDataProtectionProvider Keys = new EphemeralDataProtectionProvider();
    private readonly List<WebApplication> _applications = [];
    private readonly HttpClient _store = new();

    /// <summary>The application's; the store has its own.</summary>
    protected WatchedTime Clock { get; } = new(DateTimeOffset.UtcNow);

    protected FakeLogCollector Logs { get; } = new();

    protected byte[] File { get; } = RandomBytes(25_000, seed: 7);

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket }, MinimumPartSize = 1 };

    public override async ValueTask DisposeAsync()
    {
        foreach (WebApplication application in _applications)
        {
            await application.DisposeAsync();
        }

        _store.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts an instance of the application; all have the same keys. The routes are mapped as they are, or as told.</summary>
    protected async Task<HttpClient> StartAsync(
        Action<BrowserUploadOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? application = null,
        string user = Alice,
        Action<WebApplication>? map = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = EnvironmentName });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new FakeLoggerProvider(Logs));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IAmazonS3>(Client);
        builder.Services.AddSingleton(Keys);
        builder.Services.AddS3MultipartUpload(options =>
        {
            options.MaxRetries = 0;
            options.Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1 } };
        }).AddBrowserUploads(options =>
        {
            options.BucketName = Bucket;
            options.PartSize = PartSize;
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        WebApplication web = builder.Build();
        _applications.Add(web);
        web.Use((http, next) =>
        {
            if (http.Request.Headers["X-User"] is [{ Length: > 0 } name])
            {
                http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "test"));
            }

            return next(http);
        });
        application?.Invoke(web);
        (map ?? (mapped => mapped.MapS3MultipartUploads("/uploads")))(web);
        await web.StartAsync(TestContext.Current.CancellationToken);
        return As(user, new Uri(web.Urls.Single()));
    }

    protected virtual string EnvironmentName => "Production";

    protected static HttpClient As(string user, Uri address)
    {
        var client = new HttpClient { BaseAddress = new Uri(address, "/uploads/") };
        client.DefaultRequestHeaders.Add("X-User", user);
        return client;
    }

    protected object Announced(long? size = null, string name = "holiday.jpg", string type = "image/jpeg", string? checksum = null) =>
        new { filename = name, type, size = size ?? File.Length, checksum };

    protected async Task<Created> CreateAsync(HttpClient web, object? body = null) =>
        (await OkAsync(web.PostAsJsonAsync("s3/multipart", body ?? Announced()))).Deserialize<Created>(JsonSerializerOptions.Web)!;

    protected static async Task<JsonElement> OkAsync(Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage answer = await sent;
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    /// <summary>What is refused says why, as problem details.</summary>
    protected static async Task<string> RefusedAsync(HttpStatusCode status, Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage answer = await sent;
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return $"{problem.GetProperty("title")}: {problem.GetProperty("detail")}";
    }

    protected byte[] PartOf(int number) => File[((number - 1) * PartSize)..Math.Min(number * PartSize, File.Length)];

    protected async Task<HttpStatusCode> PutAsync(JsonElement presigned, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, presigned.GetProperty("url").GetString());
        request.Content = new ByteArrayContent(bytes);
        foreach (JsonProperty header in presigned.GetProperty("headers").EnumerateObject())
        {
            request.Headers.Add(header.Name, header.Value.GetString());
        }

        using HttpResponseMessage answer = await _store.SendAsync(request);
        return answer.StatusCode;
    }

    protected static async Task<HttpStatusCode> PostFormAsync(JsonElement form, byte[] bytes)
    {
        using var content = new MultipartFormDataContent();
        foreach (JsonProperty field in form.GetProperty("fields").EnumerateObject())
        {
            content.Add(new StringContent(field.Value.GetString()!), field.Name);
        }

        content.Add(new ByteArrayContent(bytes), "file", "a.png");
        using var client = new HttpClient();
        using HttpResponseMessage answer = await client.PostAsync(new Uri(form.GetProperty("url").GetString()!), content);
        return answer.StatusCode;
    }

    /// <summary>Sends parts as Uppy does.</summary>
    protected async Task SendAsync(HttpClient web, Created upload, params int[] parts)
    {
        foreach (int number in parts)
        {
            Assert.Equal(HttpStatusCode.OK, await PutAsync(await OkAsync(web.GetAsync(upload.Part(number))), PartOf(number)));
        }
    }

    protected static Task<HttpResponseMessage> CompleteAsync(HttpClient web, Created upload, params object?[] parts) =>
        web.PostAsJsonAsync(upload.Complete, new { parts }, JsonSerializerOptions.Default);

    protected async Task<byte[]> StoredAsync(string key)
    {
        using GetObjectResponse answer = await Client.GetObjectAsync(Bucket, key);
        using var copy = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }

    protected async Task<int> OpenUploadsAsync() => (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads?.Count ?? 0;

    /// <summary>What the server answers to a page that begins an upload.</summary>
    protected sealed record Created(string Key, string UploadId, long PartSize, long Size)
    {
        private string Query => $"?key={Uri.EscapeDataString(Key)}";

        public string List => $"s3/multipart/{UploadId}{Query}";

        public string Complete => $"s3/multipart/{UploadId}/complete{Query}";

        public string Part(object number) => $"s3/multipart/{UploadId}/{number}{Query}";

        public string Batch(string numbers) => $"s3/multipart/{UploadId}/batch{Query}&partNumbers={numbers}";
    }
}
