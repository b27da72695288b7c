using System.Net;
using System.Net.Http.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>No user fills the bucket with beginnings.</summary>
public sealed class QuotaTests : WebScenario
{
    [Fact]
    public async Task A_user_has_a_bounded_number_of_open_uploads()
    {
        using HttpClient web = await StartAsync(options => options.MaxOpenUploadsPerUser = 2), bob = As("alice2", web.BaseAddress!);
        Created first = await CreateAsync(web);
        await CreateAsync(web);
        Assert.Contains(
            "2 open uploads",
            await RefusedAsync(HttpStatusCode.TooManyRequests, web.PostAsJsonAsync("s3/multipart", Announced())),
            StringComparison.Ordinal);
        Assert.Equal(2, await OpenUploadsAsync());
        await CreateAsync(bob);
        using HttpResponseMessage aborted = await web.DeleteAsync(first.List);
        await CreateAsync(web);
    }

    /// <summary>Those that begin at one time all see each other.</summary>
    [Fact]
    public async Task A_thousand_at_once_leave_no_more_than_the_limit()
    {
        using HttpClient web = await StartAsync(options => options.MaxOpenUploadsPerUser = 10);
        HttpResponseMessage[] answers = await Task.WhenAll(
            Enumerable.Range(0, 1_000).Select(_ => web.PostAsJsonAsync("s3/multipart", Announced())));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
        Assert.Equal(answers.Count(answer => answer.IsSuccessStatusCode), await OpenUploadsAsync());
        Assert.InRange(await OpenUploadsAsync(), 0, 10);
    }

    [Fact]
    public async Task Other_keys_are_counted_where_the_policy_says()
    {
        using HttpClient web = await StartAsync(
            options => options.MaxOpenUploadsPerUser = 1,
            services => services.AddScoped<IBrowserUploadPolicy, Elsewhere>());
        await CreateAsync(web);
        await RefusedAsync(HttpStatusCode.TooManyRequests, web.PostAsJsonAsync("s3/multipart", Announced()));
    }

    [Fact]
    public async Task The_rate_is_limited_by_the_framework()
    {
        using HttpClient web = await StartAsync(
            services: services => services.AddRateLimiter(limiter => limiter.GlobalLimiter =
                PartitionedRateLimiter.Create<Microsoft.AspNetCore.Http.HttpContext, string>(_ => RateLimitPartition.GetFixedWindowLimiter(
                    "all", _ => new FixedWindowRateLimiterOptions { PermitLimit = 2, Window = TimeSpan.FromDays(1) }))),
            application: web => web.UseRateLimiter());
        await CreateAsync(web);
        await CreateAsync(web);
        using HttpResponseMessage third = await web.PostAsJsonAsync("s3/multipart", Announced());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
    }

    private sealed class Elsewhere : IBrowserUploadPolicy
    {
        public ValueTask<BrowserUploadDecision> DecideAsync(BrowserUploadContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(
                BrowserUploadDecision.Allow(context.CreateTarget($"albums/{context.UserId}/{Guid.NewGuid()}")) with
                {
                    UserPrefix = $"albums/{context.UserId}/",
                });
    }
}
