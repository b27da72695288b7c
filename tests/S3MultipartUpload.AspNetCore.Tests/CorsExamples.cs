using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>Pages that another server serves: the code of docs/browser.md, run as it stands there.</summary>
public sealed class CorsExamples : WebScenario
{
    private const string Page = "https://www.example.com";

    /// <summary>A browser asks first, and says nothing of the user.</summary>
    [Theory]
    [InlineData(Page, "s3/multipart", "POST", true)]
    [InlineData(Page, "s3/multipart/x", "DELETE", true)]
    [InlineData(Page, "s3/multipart/x/1", "GET", true)]
    [InlineData(Page, "s3/multipart", "PUT", false)]
    [InlineData("https://evil.example", "s3/multipart", "POST", false)]
    public async Task A_browser_may_ask_for_the_page_of_the_policy_alone(string origin, string path, string method, bool isAllowed)
    {
        using HttpClient web = await StartAsync(user: "");
        using HttpRequestMessage preflight = From(origin, HttpMethod.Options, path);
        preflight.Headers.Add("Access-Control-Request-Method", method);
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type");
        using HttpResponseMessage answer = await web.SendAsync(preflight);
        Assert.Equal(isAllowed, ValuesOf(answer, "Access-Control-Allow-Origin").Contains(origin)
            && ValuesOf(answer, "Access-Control-Allow-Methods").Contains(method)
            && ValuesOf(answer, "Access-Control-Allow-Headers").Contains("Content-Type"));
    }

    /// <summary>A page can read why it was refused, and when to try again.</summary>
    [Fact]
    public async Task Every_answer_is_for_the_page_of_the_policy_alone()
    {
        using HttpClient web = await StartAsync(), nobody = As("", web.BaseAddress!);
        Created upload = await CreateAsync(web);
        (HttpClient Client, HttpMethod Method, string Path, HttpStatusCode Status)[] cases =
        [
            (web, HttpMethod.Post, "s3/multipart", HttpStatusCode.OK),
            (web, HttpMethod.Get, upload.Part(1), HttpStatusCode.OK),
            (web, HttpMethod.Get, upload.Part(4), HttpStatusCode.BadRequest),
            (web, HttpMethod.Post, upload.Complete, HttpStatusCode.Conflict),
            (web, HttpMethod.Delete, upload.List, HttpStatusCode.NoContent),
            (web, HttpMethod.Get, upload.List, HttpStatusCode.NotFound),
            (nobody, HttpMethod.Get, upload.List, HttpStatusCode.Unauthorized),
        ];
        foreach ((HttpClient client, HttpMethod method, string path, HttpStatusCode status) in cases)
        {
            using HttpRequestMessage foreign = From("https://evil.example", method, path), own = From(Page, method, path);
            using HttpResponseMessage refused = await client.SendAsync(foreign), answer = await client.SendAsync(own);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal([Page], ValuesOf(answer, "Access-Control-Allow-Origin"));
            Assert.Equal(["true"], ValuesOf(answer, "Access-Control-Allow-Credentials"));
            Assert.Equal(["Retry-After"], ValuesOf(answer, "Access-Control-Expose-Headers"));
            Assert.Empty(ValuesOf(refused, "Access-Control-Allow-Origin"));
            Assert.Equal(method == HttpMethod.Get ? status : HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    private Task<HttpClient> StartAsync(string user = Alice) => StartAsync(
        user: user,
        services: services =>
        {
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
                .AddCookie(cookie => cookie.Events.OnRedirectToLogin = http =>
                {
                    http.Response.StatusCode = (int)HttpStatusCode.Unauthorized;
                    return Task.CompletedTask;
                });
            services.AddAuthorization();
            services.AddCors(cors => cors.AddPolicy("pages", pages => pages
                .WithOrigins("https://www.example.com")
                .WithMethods("GET", "POST", "DELETE")
                .WithHeaders("Content-Type", "Authorization")
                .WithExposedHeaders("Retry-After")
                .AllowCredentials()));
            services.Configure<BrowserUploadOptions>(uploads => uploads.AllowedOrigins.Add("https://www.example.com"));
        },
        map: app =>
        {
            app.UseCors();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapS3MultipartUploads("/uploads").RequireAuthorization().RequireCors("pages");
        });

    private HttpRequestMessage From(string origin, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        request.Content = method != HttpMethod.Post ? null
            : path.Contains("complete", StringComparison.Ordinal) ? JsonContent.Create(new { parts = Array.Empty<object>() })
            : JsonContent.Create(Announced());
        return request;
    }

    private static string[] ValuesOf(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out IEnumerable<string>? values)
            ? [.. values.SelectMany(value => value.Split(','))]
            : [];
}
