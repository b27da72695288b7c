using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Signing;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Signature Version 2; what is signed is written out as the user guide has it. boto3's: Boto3Tests.</summary>
public sealed class SignatureV2Tests : EndpointScenario
{
    private static readonly S3Credential Writer = new("WRITER", "writer-secret");
    private static readonly S3Credential Reader = new("READER", "reader-secret") { ReadOnly = true };
    private static readonly S3Credential Guest = new("GUEST", "guest-secret") { SessionToken = "of a session" };

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly HttpClient _http = new();

    protected override S3TestServerOptions Options => new()
    {
        BucketNames = { Bucket },
        Credentials = { Writer, Reader, Guest },
        TimeProvider = _clock,
        AllowSignatureV2 = true,
    };

    private long Expires => _clock.GetUtcNow().ToUnixTimeSeconds() + 600;

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_is_signed_is_let_in_until_it_expires()
    {
        long expires = Expires;
        string put = Url(Writer, $"PUT\n\ntext/plain\n{expires}\n/photos/a%20b", "photos/a%20b?", expires);
        string get = Url(Writer, $"GET\n\n\n{expires}\n/photos/a%20b", "photos/a%20b?", expires);

        Assert.Equal("200 ", await SendAsync(HttpMethod.Put, put, body: "bytes"));
        Assert.Equal("bytes", Encoding.UTF8.GetString(await ReadAsync("a b")));
        _clock.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal("200 ", await SendAsync(HttpMethod.Get, get));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("403 AccessDenied", await SendAsync(HttpMethod.Get, get));
    }

    [Fact]
    public async Task Headers_of_Amazon_and_names_of_resources_are_signed_wherever_they_stand()
    {
        long expires = Expires;
        string start = Url(
            Writer,
            $"POST\n\n\n{expires}\nx-amz-meta-a:1\nx-amz-meta-b:2\n/photos/key?uploads",
            "photos/key?uploads&x-amz-meta-b=2&",
            expires);

        Assert.Equal("200 ", await SendAsync(HttpMethod.Post, start, ("X-Amz-Meta-A", "1")));
        Assert.Equal("403 SignatureDoesNotMatch", await SendAsync(HttpMethod.Post, start, ("X-Amz-Meta-A", "2")));
        Assert.Equal("403 SignatureDoesNotMatch", await SendAsync(HttpMethod.Post, start));

        string upload = Assert.Single((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads).UploadId;
        string part = Url(
            Writer,
            $"PUT\n\n\n{expires}\n/photos/key?partNumber=2&uploadId={upload}",
            $"photos/key?uploadId={upload}&partNumber=2&",
            expires);
        Assert.Equal("200 ", await SendAsync(HttpMethod.Put, part, body: "part", type: null));
        Assert.Equal(
            "403 SignatureDoesNotMatch",
            await SendAsync(HttpMethod.Put, part.Replace("Number=2", "Number=3", StringComparison.Ordinal), body: "part", type: null));
    }

    [Fact]
    public async Task A_bucket_in_the_host_is_part_of_what_is_signed()
    {
        await PutAsync("key", "x");
        long expires = Expires;
        string url = Url(Writer, $"GET\n\n\n{expires}\n/photos/key?response-content-type=a/b", "key?response-content-type=a%2Fb&", expires);

        Assert.Equal("200 ", await SendAsync(HttpMethod.Get, url, ("Host", $"photos.localhost:{Server.Endpoint.Port}")));
        Assert.Equal("404 NoSuchBucket", await SendAsync(
            HttpMethod.Get, Url(Writer, $"GET\n\n\n{expires}\n/key", "key?", expires)));
    }

    [Theory]
    [InlineData("GET", "photos/other?", "403 SignatureDoesNotMatch")]
    [InlineData("HEAD", "photos/key?", "403 ")]
    [InlineData("DELETE", "photos/key?", "403 SignatureDoesNotMatch")]
    [InlineData("GET", "photos/key?acl&", "403 SignatureDoesNotMatch")]
    [InlineData("GET", "photos/key?versionId=null&", "403 SignatureDoesNotMatch")]
    public async Task Nothing_else_is_let_in(string method, string target, string expected)
    {
        await PutAsync("key", "x");
        long expires = Expires;
        string url = Url(Writer, $"GET\n\n\n{expires}\n/photos/key", "photos/key?", expires);
        string other = url.Replace("photos/key?", target, StringComparison.Ordinal);

        Assert.Equal("200 ", await SendAsync(HttpMethod.Get, url));
        Assert.Equal(expected, await SendAsync(new HttpMethod(method), other));
    }

    [Fact]
    public async Task Keys_and_their_sessions_count_as_in_version_4()
    {
        long expires = Expires;
        string Get(S3Credential by, string headers = "", string query = "") =>
            Url(by, $"GET\n\n\n{expires}\n{headers}/photos", $"photos?{query}", expires);

        Assert.Equal("200 ", await SendAsync(HttpMethod.Get, Get(Reader)));
        Assert.Equal("403 AccessDenied", await SendAsync(
            HttpMethod.Put, Url(Reader, $"PUT\n\n\n{expires}\n/photos/a", "photos/a?", expires)));
        Assert.Equal("403 InvalidAccessKeyId", await SendAsync(HttpMethod.Get, Get(new S3Credential("NOBODY", "x"))));
        Assert.Equal("403 SignatureDoesNotMatch", await SendAsync(HttpMethod.Get, Get(new S3Credential(Writer.AccessKey, "wrong"))));
        Assert.Equal("403 InvalidAccessKeyId", await SendAsync(HttpMethod.Get, Get(Guest)));
        Assert.Equal("200 ", await SendAsync(
            HttpMethod.Get, Get(Guest, "x-amz-security-token:of a session\n", "x-amz-security-token=of%20a%20session&")));
    }

    [Fact]
    public async Task A_value_cannot_pass_for_another_header_nor_a_repetition_say_something_else()
    {
        long expires = Expires;
        string text = $"PUT\n\n\n{expires}\nx-amz-meta-a:1\nx-amz-server-side-encryption:AES256\n/photos/key";
        string Put(string query) => Url(Writer, text, $"photos/key?{query}", expires);
        const string Honest = "x-amz-meta-a=1&x-amz-server-side-encryption=AES256&";

        Assert.Equal("200 ", await SendAsync(HttpMethod.Put, Put(Honest)));
        foreach (string query in (string[])
        [
            "x-amz-meta-a=1%0Ax-amz-server-side-encryption%3AAES256&", "x-amz-meta-a%3A1%0Ax-amz-server-side-encryption=AES256&",
            $"{Honest}X-Amz-Meta-A=2&", $"{Honest}content-type=text%2Fhtml&", $"{Honest}content-md5=x&",
        ])
        {
            Assert.Equal("403 SignatureDoesNotMatch", await SendAsync(HttpMethod.Put, Put(query)));
        }

        Assert.Equal("403 SignatureDoesNotMatch", await SendAsync(HttpMethod.Put, Put(Honest), ("x-amz-meta-a", "2")));
        Assert.Equal("200 ", await SendAsync(HttpMethod.Put, Put(Honest), ("x-amz-meta-a", "1")));
    }

    [Fact]
    public async Task A_path_is_signed_as_it_is_sent()
    {
        long expires = Expires;

        Assert.Equal("200 ", await SendAsync(
            HttpMethod.Put, Url(Writer, $"PUT\n\n\n{expires}\n/photos/a+(b)", "photos/a+(b)?", expires)));

        Assert.Equal("a+(b)", Assert.Single((await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects).Key);
    }

    [Fact]
    public async Task Two_signatures_are_refused_and_so_are_chunks_that_nobody_has_signed()
    {
        long expires = Expires;
        string Get(string query = "") => Url(Writer, $"GET\n\n\n{expires}\n/photos", $"photos?{query}", expires);
        string chunks = Url(
            Writer,
            $"PUT\n\n\n{expires}\nx-amz-content-sha256:STREAMING-AWS4-HMAC-SHA256-PAYLOAD\n/photos/a",
            "photos/a?",
            expires);

        Assert.Equal("400 InvalidArgument", await SendAsync(HttpMethod.Get, Get(), ("Authorization", "AWS4-HMAC-SHA256 x")));
        Assert.Equal("403 SignatureDoesNotMatch", await SendAsync(HttpMethod.Get, Get("X-Amz-Signature=x&")));
        Assert.Equal("400 InvalidRequest", await SendAsync(
            HttpMethod.Put, chunks, ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")));
        Assert.Equal("501 NotImplemented", await SendAsync(
            HttpMethod.Post, Url(Writer, $"POST\n\ntext/plain\n{expires}\n/photos", "photos?", expires), body: "no form"));
    }

    [Fact]
    public void What_asks_for_another_operation_is_signed() => Assert.Equal(
        ["list-type=2"], OperationRouter.Routes.SelectMany(route => route.Required).Except(SignatureV2.SubResources));

    [Theory]
    [InlineData("AWSAccessKeyId=WRITER&Signature=x", "403 AccessDenied")]
    [InlineData("AWSAccessKeyId=WRITER&Expires=99999999999", "403 AccessDenied")]
    [InlineData("AWSAccessKeyId=WRITER&Signature=x&Expires=tomorrow", "403 AccessDenied")]
    [InlineData("AWSAccessKeyId=WRITER&Signature=x&Expires=-1", "403 AccessDenied")]
    [InlineData("AWSAccessKeyId=WRITER&Signature=%00%F0&Expires=99999999999", "403 SignatureDoesNotMatch")]
    [InlineData("Signature=x&Expires=99999999999", "400 AuthorizationQueryParametersError")]
    public async Task What_is_not_whole_is_refused(string query, string expected) =>
        Assert.Equal(expected, await SendAsync(HttpMethod.Get, $"photos?{query}"));

    [Theory]
    [InlineData("Date", 0, "200 ")]
    [InlineData("x-amz-date", 0, "200 ")]
    [InlineData("Date", 14, "200 ")]
    [InlineData("Date", 16, "403 RequestTimeTooSkewed")]
    [InlineData("x-amz-date", -16, "403 RequestTimeTooSkewed")]
    public async Task A_signature_in_the_header_counts_for_a_quarter_of_an_hour(string name, int minutes, string expected)
    {
        string date = _clock.GetUtcNow().AddMinutes(minutes).ToString("R");
        string line = name == "Date" ? $"{date}\n" : $"\n{name}:{date}\n";
        string authorization = $"AWS {Writer.AccessKey}:{Signature(Writer, $"DELETE\n\n\n{line}/photos/key?versionId=null")}";

        Assert.Equal(expected == "200 " ? "204 " : expected, await SendAsync(
            HttpMethod.Delete, "photos/key?versionId=null", ("Authorization", authorization), (name, date)));
        Assert.Equal(expected == "200 " ? "403 SignatureDoesNotMatch" : expected, await SendAsync(
            HttpMethod.Delete, "photos/other?versionId=null", ("Authorization", authorization), (name, date)));
    }

    [Theory]
    [InlineData("AWS WRITER", "400 InvalidArgument")]
    [InlineData("AWS :x", "400 InvalidArgument")]
    [InlineData("AWS a:b:c", "400 InvalidArgument")]
    [InlineData("AWS WRITER:x", "403 AccessDenied")]
    public async Task A_header_that_is_not_whole_is_refused(string authorization, string expected) =>
        Assert.Equal(expected, await SendAsync(HttpMethod.Get, "photos", ("Authorization", authorization)));

    [Fact]
    public async Task A_new_bucket_takes_none_of_it()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, Credentials = { Writer } });
        long expires = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600;
        string url = Url(Writer, $"GET\n\n\n{expires}\n/photos", "photos?", expires);

        using HttpResponseMessage response = await _http.GetAsync(new Uri(server.Endpoint, url));

        Assert.Contains("<Code>InvalidRequest</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Signature(S3Credential by, string text)
    {
#pragma warning disable CA5350 // Signature Version 2 is made with SHA-1.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(by.SecretKey), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private static string Url(S3Credential by, string text, string target, long expires) =>
        $"{target}AWSAccessKeyId={by.AccessKey}&Expires={expires}&Signature={Uri.EscapeDataString(Signature(by, text))}";

    private Task<string> SendAsync(HttpMethod method, string target, params (string Name, string Value)[] headers) =>
        SendAsync(method, target, body: null, headers: headers);

    /// <summary>Status and error code of the answer.</summary>
    private async Task<string> SendAsync(
        HttpMethod method, string target, string? body, string? type = "text/plain", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Endpoint, target));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = type is null ? null : new(type);
        }

        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        string code = answer.Contains("<Code>", StringComparison.Ordinal) ? answer.Split("<Code>")[1].Split('<')[0] : "";
        return $"{(int)response.StatusCode} {code}";
    }
}
