using System.Net;
using System.Xml.Linq;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests.Browser;

public sealed class CorsTests : EndpointScenario
{
    private const string Page = "https://www.example.com";
    private readonly HttpClient _http = new();

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket } };

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Configuration_comes_back_as_it_was_put_until_it_is_deleted()
    {
        await FailsAsync(() => Client.GetCORSConfigurationAsync(Bucket), 404, "NoSuchCORSConfiguration");

        await PutAsync(new CORSRule
        {
            Id = "uploads",
            AllowedOrigins = [Page],
            AllowedMethods = ["PUT", "POST"],
            AllowedHeaders = ["content-*"],
            ExposeHeaders = ["ETag"],
            MaxAgeSeconds = 60,
        });
        CORSRule rule = Assert.Single((await Client.GetCORSConfigurationAsync(Bucket)).Configuration.Rules);
        Assert.Equal(
            ("uploads", Page, "PUT POST", "content-*", "ETag", 60),
            (rule.Id, rule.AllowedOrigins.Single(), string.Join(' ', rule.AllowedMethods), rule.AllowedHeaders.Single(),
                rule.ExposeHeaders.Single(), rule.MaxAgeSeconds));

        await Client.DeleteCORSConfigurationAsync(Bucket);

        await FailsAsync(() => Client.GetCORSConfigurationAsync(Bucket), 404, "NoSuchCORSConfiguration");
    }

    [Theory]
    [InlineData("", "MalformedXML")]
    [InlineData("<CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule>", "MalformedXML")]
    [InlineData("<CORSRule><AllowedOrigin>*</AllowedOrigin></CORSRule>", "MalformedXML")]
    [InlineData("<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PATCH</AllowedMethod></CORSRule>", "InvalidRequest")]
    [InlineData("<CORSRule><AllowedOrigin>*.*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>", "InvalidRequest")]
    [InlineData(
        "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>**</AllowedHeader></CORSRule>",
        "InvalidRequest")]
    [InlineData(
        "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><ExposeHeader>*</ExposeHeader></CORSRule>",
        "InvalidRequest")]
    [InlineData(
        "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>x</MaxAgeSeconds></CORSRule>",
        "MalformedXML")]
    public async Task Configuration_that_S3_does_not_take_is_refused(string rules, string errorCode)
    {
        await using S3TestServer open = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, AllowAnonymous = true });
        using HttpResponseMessage response = await _http.PutAsync(
            new Uri(open.Endpoint, $"{Bucket}?cors"), new StringContent($"<CORSConfiguration>{rules}</CORSConfiguration>"));

        Assert.Equal((HttpStatusCode.BadRequest, errorCode), (response.StatusCode, await ErrorCodeAsync(response)));
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "MalformedXML")]
    public async Task Configuration_has_at_most_100_rules(int rules, string? errorCode)
    {
        CORSRule[] many = [.. Enumerable.Range(0, rules).Select(_ => Rule("*", "GET"))];

        if (errorCode is null)
        {
            await PutAsync(many);
            Assert.Equal(rules, (await Client.GetCORSConfigurationAsync(Bucket)).Configuration.Rules.Count);
        }
        else
        {
            await FailsAsync(() => PutAsync(many), 400, errorCode);
        }
    }

    /// <summary>
    /// A browser asks before it sends, and signs nothing of it; not even where the URL is presigned for the request itself.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Preflight_is_answered_although_nobody_signed_it(bool presigned)
    {
        await PutAsync(new CORSRule
        {
            AllowedOrigins = [Page],
            AllowedMethods = ["PUT", "GET"],
            AllowedHeaders = ["Content-Type", "x-amz-*"],
            ExposeHeaders = ["ETag", "x-amz-version-id"],
            MaxAgeSeconds = 3000,
        });
        Uri address = presigned ? await PresignedAsync(HttpVerb.PUT) : new Uri(Server.Endpoint, $"{Bucket}/a");

        using HttpResponseMessage response = await PreflightAsync(address, Page, "PUT", "content-type, X-Amz-Checksum-Crc32");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Page, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Header(response, "Access-Control-Allow-Credentials"));
        Assert.Equal("PUT, GET", Header(response, "Access-Control-Allow-Methods"));
        Assert.Equal("content-type, x-amz-checksum-crc32", Header(response, "Access-Control-Allow-Headers")?.ToLowerInvariant());
        Assert.Equal("ETag, x-amz-version-id", Header(response, "Access-Control-Expose-Headers"));
        Assert.Equal("3000", Header(response, "Access-Control-Max-Age"));
        Assert.Equal("Origin, Access-Control-Request-Headers, Access-Control-Request-Method", Header(response, "Vary"));
        Assert.Equal(S3Operation.Preflight, Server.Requests[^1].Operation);
    }

    [Theory]
    [InlineData("https://www.example.com", "https://www.example.com", true)]
    [InlineData("https://www.example.com", "https://WWW.example.com", false)]
    [InlineData("https://www.example.com", "https://www.example.com.evil.org", false)]
    [InlineData("https://*.example.com", "https://a.b.example.com", true)]
    [InlineData("https://*.example.com", "https://example.com", false)]
    [InlineData("https://a*a", "https://a", false)]
    [InlineData("https://a*a", "https://aa", true)]
    [InlineData("*", "null", true)]
    public async Task Origin_is_compared_as_it_is_and_one_star_stands_for_anything(string allowed, string origin, bool expected)
    {
        await PutAsync(Rule(allowed, "GET"));

        using HttpResponseMessage response = await PreflightAsync(new Uri(Server.Endpoint, $"{Bucket}/a"), origin, "GET");

        Assert.Equal(expected ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(expected ? allowed == "*" ? "*" : origin : null, Header(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task First_rule_that_allows_the_request_counts()
    {
        CORSRule withHeaders = Rule("*", "PUT");
        withHeaders.AllowedHeaders = ["*"];
        withHeaders.MaxAgeSeconds = 2;
        CORSRule any = Rule("*", "PUT");
        any.MaxAgeSeconds = 3;
        await PutAsync(Rule(Page, "GET"), any, withHeaders);
        var address = new Uri(Server.Endpoint, $"{Bucket}/a");

        using HttpResponseMessage plain = await PreflightAsync(address, Page, "PUT");
        using HttpResponseMessage special = await PreflightAsync(address, Page, "PUT", "x-special");
        using HttpResponseMessage get = await PreflightAsync(address, Page, "GET");

        Assert.Equal("3", Header(plain, "Access-Control-Max-Age"));
        Assert.Equal("2", Header(special, "Access-Control-Max-Age"));
        Assert.Null(Header(get, "Access-Control-Max-Age"));
        Assert.Equal(Page, Header(get, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://other.example.com", "PUT", null)]
    [InlineData(Page, "DELETE", null)]
    [InlineData(Page, "PUT", "x-amz-meta-a, x-other")]
    public async Task Preflight_that_no_rule_allows_is_refused(string origin, string method, string? headers)
    {
        CORSRule rule = Rule(Page, "PUT");
        rule.AllowedHeaders = ["x-amz-*"];
        await PutAsync(rule);

        using HttpResponseMessage response = await PreflightAsync(new Uri(Server.Endpoint, $"{Bucket}/a"), origin, method, headers);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Contains(
            "<Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed.", body, StringComparison.Ordinal);
        Assert.Contains($"<Method>{method}</Method><ResourceType>OBJECT</ResourceType>", body, StringComparison.Ordinal);
        Assert.Null(Header(response, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData(null, "GET", 400, "BadRequest")]
    [InlineData(Page, null, 400, "BadRequest")]
    [InlineData(Page, "PATCH", 400, "BadRequest")]
    [InlineData(Page, "GET", 403, "AccessForbidden")]
    public async Task Preflight_without_what_S3_needs_is_told_so(string? origin, string? method, int status, string errorCode)
    {
        using HttpResponseMessage response = await PreflightAsync(new Uri(Server.Endpoint, Bucket), origin, method);

        Assert.Equal((status, errorCode), ((int)response.StatusCode, await ErrorCodeAsync(response)));
    }

    [Fact]
    public async Task Answer_to_a_page_lets_it_read_what_the_rule_exposes_and_an_error_too()
    {
        CORSRule rule = Rule(Page, "PUT");
        rule.ExposeHeaders = ["ETag"];
        await PutAsync(rule);

        using HttpResponseMessage stored = await SendAsync(HttpMethod.Put, await PresignedAsync(HttpVerb.PUT), Page);
        using HttpResponseMessage refused = await SendAsync(HttpMethod.Put, new Uri(Server.Endpoint, $"{Bucket}/a"), Page);
        using HttpResponseMessage foreign = await SendAsync(HttpMethod.Put, await PresignedAsync(HttpVerb.PUT), "https://other.org");
        using HttpResponseMessage nobody = await SendAsync(HttpMethod.Put, await PresignedAsync(HttpVerb.PUT), null);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.OK],
            [stored.StatusCode, refused.StatusCode, foreign.StatusCode, nobody.StatusCode]);
        Assert.Equal("ETag", Header(stored, "Access-Control-Expose-Headers"));
        HttpResponseMessage[] answers = [stored, refused, foreign, nobody];
        Assert.Equal([Page, Page, null, null], answers.Select(answer => Header(answer, "Access-Control-Allow-Origin")));
        Assert.Equal([true, true, true, false], answers.Select(answer => Header(answer, "Vary") is not null));
    }

    [Fact]
    public async Task Fault_is_told_to_the_page_as_well()
    {
        await PutAsync(Rule("*", "PUT"));
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.Status(503, "SlowDown") });

        using HttpResponseMessage response = await SendAsync(HttpMethod.Put, await PresignedAsync(HttpVerb.PUT), Page);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Null(Header(response, "Access-Control-Allow-Credentials"));
    }

    private static CORSRule Rule(string origin, string method) => new() { AllowedOrigins = [origin], AllowedMethods = [method] };

    private Task<PutCORSConfigurationResponse> PutAsync(params CORSRule[] rules) =>
        Client.PutCORSConfigurationAsync(new PutCORSConfigurationRequest
        {
            BucketName = Bucket,
            Configuration = new CORSConfiguration { Rules = [.. rules] },
        });

    private async Task<Uri> PresignedAsync(HttpVerb verb) => new(await Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
    {
        BucketName = Bucket,
        Key = "a",
        Verb = verb,
        Expires = DateTime.UtcNow.AddMinutes(10),
        Protocol = Amazon.S3.Protocol.HTTP,
    }));

    private async Task<HttpResponseMessage> PreflightAsync(Uri address, string? origin, string? method, string? headers = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, address);
        Add(request, "Origin", origin);
        Add(request, "Access-Control-Request-Method", method);
        Add(request, "Access-Control-Request-Headers", headers);
        return await _http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, string? origin)
    {
        using var request = new HttpRequestMessage(method, address) { Content = new ByteArrayContent([1]) };
        Add(request, "Origin", origin);
        return await _http.SendAsync(request);
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.Add(name, value);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    private static async Task<string?> ErrorCodeAsync(HttpResponseMessage response) =>
        XDocument.Parse(await response.Content.ReadAsStringAsync()).Root?.Element("Code")?.Value;
}
