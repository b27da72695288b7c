using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using Amazon.S3;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>Two lines, and what can be wrong with them.</summary>
public sealed class RegistrationTests : WebScenario
{
    [Fact]
    public async Task All_that_is_wrong_is_said_when_the_application_starts()
    {
        OptionsValidationException wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options =>
        {
            options.BucketName = "";
            options.MaxSize = 0;
            options.PartSize = 6L * 1024 * 1024 * 1024;
            options.UrlLifetime = TimeSpan.FromDays(8);
            options.TicketLifetime = TimeSpan.Zero;
            options.AllowedTypes.Add("png");
            options.AllowedOrigins.Add("https://www.example.com/");
            options.MaxOpenUploadsPerUser = 0;
            options.KeyPrefix = "/a";
        }));
        string[] settings =
        [
            "BucketName", "MaxSize", "PartSize", "UrlLifetime", "TicketLifetime", "AllowedTypes", "AllowedOrigins",
            "MaxOpenUploadsPerUser", "KeyPrefix",
        ];
        Assert.Equal(settings, wrong.Failures.Select(failure => failure.Split(' ')[0]));
    }

    /// <summary>Every part would be stored, and then the object refused.</summary>
    [Fact]
    public async Task Parts_that_the_store_does_not_take_are_refused_at_the_start()
    {
        OptionsValidationException wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            services: services => services.Configure<S3MultipartUploadOptions>(options => options.Profile = null)));
        Assert.Contains("5242880", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_without_a_registration_are_refused()
    {
        InvalidOperationException wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(
            application: web => web.MapS3MultipartUploads("/other", "eu")));
        Assert.Contains("AddBrowserUploads", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'eu'", wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>A ticket of one uploader is none of another's.</summary>
    [Fact]
    public async Task Two_uploaders_have_routes_options_and_tickets_of_their_own()
    {
        using HttpClient web = await StartAsync(
            services: services =>
            {
                services.AddKeyedSingleton<IAmazonS3>("eu", Client);
                services.AddKeyedS3MultipartUpload("eu", options =>
                    options.Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1 } })
                    .AddBrowserUploads(options => (options.BucketName, options.KeyPrefix, options.PartSize) = (Bucket, "eu/", 20_000));
            },
            application: web => web.MapS3MultipartUploads("/eu", "eu"));
        using var eu = new HttpClient { BaseAddress = new Uri(web.BaseAddress!, "/eu/") };
        eu.DefaultRequestHeaders.Add("X-User", Alice);
        Created upload = await CreateAsync(eu), other = await CreateAsync(web);
        Assert.StartsWith("eu/alice/", upload.Key, StringComparison.Ordinal);
        Assert.Equal((20_000, PartSize), (upload.PartSize, other.PartSize));
        await RefusedAsync(HttpStatusCode.NotFound, web.GetAsync(upload.List));
        await OkAsync(eu.GetAsync(upload.List));
    }

    [Fact]
    public async Task The_application_may_require_its_own_authorization()
    {
        using HttpClient web = await StartAsync(
            services: services =>
            {
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                services.AddAuthorization();
            },
            application: web =>
            {
                web.UseAuthentication();
                web.UseAuthorization();
                web.MapS3MultipartUploads("/members").RequireAuthorization(
                    policy => policy.RequireAssertion(context => context.User.HasClaim(ClaimTypes.Role, "member")));
            });
        using var members = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(web.BaseAddress!, "/members/"),
        };
        members.DefaultRequestHeaders.Add("X-Requested-With", "XMLHttpRequest");
        using HttpResponseMessage answer = await members.PostAsJsonAsync("s3/multipart", Announced());
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    /// <summary>A part of the plan grows where there would be too many.</summary>
    [Theory]
    [InlineData(100_000_000, 10_000)]
    [InlineData(100_000_001, 1_048_576)]
    [InlineData(20_000_000_000, 2_097_152)]
    public async Task A_file_has_at_most_10_000_parts(long size, long partSize)
    {
        using HttpClient web = await StartAsync(options => options.MaxSize = long.MaxValue / 1_000_000);
        Created upload = await CreateAsync(web, Announced(size));
        Assert.Equal(partSize, upload.PartSize);
        long count = (size + partSize - 1) / partSize;
        await OkAsync(web.GetAsync(upload.Part(count)));
        await RefusedAsync(HttpStatusCode.BadRequest, web.GetAsync(upload.Part(count + 1)));
    }

    [Fact]
    public async Task The_routes_are_described_for_OpenAPI()
    {
        using HttpClient web = await StartAsync(
            services: services => services.AddOpenApi(), application: web => web.MapOpenApi());
        JsonElement paths = (await OkAsync(web.GetAsync("/openapi/v1.json"))).GetProperty("paths");
        var operations = paths.EnumerateObject()
            .Where(path => path.Name.StartsWith("/uploads", StringComparison.Ordinal))
            .ToDictionary(path => path.Name, path => path.Value.EnumerateObject().Select(method => method.Name).Order().ToArray());
        Assert.Equal(
            [
                "/uploads/config", "/uploads/s3/multipart", "/uploads/s3/multipart/{uploadId}",
                "/uploads/s3/multipart/{uploadId}/batch", "/uploads/s3/multipart/{uploadId}/complete",
                "/uploads/s3/multipart/{uploadId}/{partNumber}", "/uploads/s3/params",
            ],
            operations.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["delete", "get"], operations["/uploads/s3/multipart/{uploadId}"]);
        JsonElement create = paths.GetProperty("/uploads/s3/multipart").GetProperty("post");
        Assert.True(create.GetProperty("responses").TryGetProperty("429", out _));
        Assert.True(create.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        string[] parameters = [.. paths.GetProperty("/uploads/s3/multipart/{uploadId}/{partNumber}").GetProperty("get")
            .GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()!)];
        Assert.Equal(["crc32", "key", "partNumber", "uploadId"], parameters.Order());
    }
}
