using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

    /// <summary>Of two that begin at one time at least one sees the other.</summary>
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
                PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetFixedWindowLimiter(
                    "all", _ => new FixedWindowRateLimiterOptions { PermitLimit = 2, Window = TimeSpan.FromDays(1) }))),
            application: web => web.UseRateLimiter());
        await CreateAsync(web);
        await CreateAsync(web);
        using HttpResponseMessage third = await web.PostAsJsonAsync("s3/multipart", Announced());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
    }

    [Fact]
    public async Task The_routes_are_limited_for_each_user()
    {
        using HttpClient web = await StartAsync(
            services: services => services.AddRateLimiter(limiter =>
            {
                limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
                limiter.AddPolicy("uploads", http => RateLimitPartition.GetFixedWindowLimiter(
                    http.User.FindFirstValue(ClaimTypes.NameIdentifier),
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = 2, Window = TimeSpan.FromDays(1) }));
            }),
            map: app =>
            {
                app.UseRateLimiter();
                app.MapS3MultipartUploads("/uploads").RequireRateLimiting("uploads");
                app.MapGet("/other", () => "other");
            });
        using HttpClient bob = As("bob", web.BaseAddress!);
        Created upload = await CreateAsync(web);
        await OkAsync(web.GetAsync(upload.List));
        foreach (Func<Task<HttpResponseMessage>> ask in new Func<Task<HttpResponseMessage>>[]
        {
            () => web.PostAsJsonAsync("s3/multipart", Announced()), () => web.GetAsync(upload.Part(1)), () => web.GetAsync("config"),
        })
        {
            using HttpResponseMessage third = await ask();
            Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        }

        await CreateAsync(bob);
        Assert.Equal("other", await web.GetStringAsync("/other"));
    }

    [Fact]
    public async Task What_nobody_finishes_is_swept_and_counts_no_longer()
    {
        using HttpClient web = await StartAsync(
            options => (options.MaxOpenUploadsPerUser, options.TicketLifetime) = (1, TimeSpan.FromDays(30)),
            services => services.AddS3MultipartUpload().AddIncompleteUploadSweeper(
                sweeper => sweeper.Queries.Add(new IncompleteUploadQuery { BucketName = Bucket, Prefix = "uploads/" })));
        await Clock.Waits.ReadAsync(); // The sweeper's, for its first time.
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1);
        await RefusedAsync(HttpStatusCode.TooManyRequests, web.PostAsJsonAsync("s3/multipart", Announced()));
        Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromHours(1));
        while (await Clock.Waits.ReadAsync() < TimeSpan.FromHours(20))
        {
            // What waits for less is a request; the sweeper waits for a day when it has ended.
        }

        Assert.Equal(0, await OpenUploadsAsync());
        await RefusedAsync(HttpStatusCode.NotFound, web.GetAsync(upload.List));
        await RefusedAsync(HttpStatusCode.NotFound, CompleteAsync(web, upload));
        await CreateAsync(web);
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
