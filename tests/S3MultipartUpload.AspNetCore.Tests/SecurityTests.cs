using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>What a browser must not be able to do, whoever sits before it.</summary>
public sealed class SecurityTests : WebScenario
{
    /// <summary>Other users, other keys, changed tickets and none: all look the same.</summary>
    [Fact]
    public async Task A_ticket_is_good_for_its_user_and_its_key_alone()
    {
        using HttpClient web = await StartAsync(), bob = As("bob", web.BaseAddress!);
        Created upload = await CreateAsync(web), other = await CreateAsync(web);
        Created[] wrong =
        [
            upload with { Key = other.Key },
            upload with { Key = "" },
            upload with { UploadId = other.UploadId },
            upload with { UploadId = $"{upload.UploadId[..^8]}AAAAAAAA" },
            upload with { UploadId = $"{upload.UploadId}AAAA" },
            upload with { UploadId = "x" },
            upload with { UploadId = new string('A', 6_000) },
            upload with { UploadId = "%F0%28%8C%28" },
        ];
        HashSet<string> answers = [];
        foreach ((HttpClient client, Created created) in wrong.Select(created => (web, created)).Append((bob, upload)))
        {
            answers.Add(await RefusedAsync(HttpStatusCode.NotFound, client.GetAsync(created.Part(1))));
            answers.Add(await RefusedAsync(HttpStatusCode.NotFound, client.GetAsync(created.Batch("1"))));
            answers.Add(await RefusedAsync(HttpStatusCode.NotFound, client.GetAsync(created.List)));
            answers.Add(await RefusedAsync(HttpStatusCode.NotFound, CompleteAsync(client, created)));
            answers.Add(await RefusedAsync(HttpStatusCode.NotFound, client.DeleteAsync(created.List)));
        }

        Assert.Single(answers);
        Assert.Equal(2, await OpenUploadsAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public async Task A_ticket_expires_after_the_time_that_was_set_or_7_days(int? hours)
    {
        using HttpClient web = await StartAsync(options =>
            options.TicketLifetime = hours is { } set ? TimeSpan.FromHours(set) : options.TicketLifetime);
        Created upload = await CreateAsync(web);
        Clock.Advance(TimeSpan.FromHours(hours ?? 168) - TimeSpan.FromMinutes(1));
        await OkAsync(web.GetAsync(upload.List));
        Clock.Advance(TimeSpan.FromMinutes(2));
        await RefusedAsync(HttpStatusCode.NotFound, web.GetAsync(upload.Part(1)));
        await RefusedAsync(HttpStatusCode.NotFound, web.GetAsync(upload.Batch("1")));
        await RefusedAsync(HttpStatusCode.NotFound, web.GetAsync(upload.List));
        await RefusedAsync(HttpStatusCode.NotFound, CompleteAsync(web, upload));
        await RefusedAsync(HttpStatusCode.NotFound, web.DeleteAsync(upload.List));
        Assert.Equal(1, await OpenUploadsAsync());
    }

    [Fact]
    public async Task Nobody_is_not_let_in()
    {
        using HttpClient web = await StartAsync(), nobody = As("", web.BaseAddress!);
        Created upload = await CreateAsync(web);
        await RefusedAsync(HttpStatusCode.Unauthorized, nobody.PostAsJsonAsync("s3/multipart", Announced()));
        await RefusedAsync(HttpStatusCode.Unauthorized, nobody.GetAsync("s3/params?filename=a.png&type=image%2Fpng&size=5"));
        await RefusedAsync(HttpStatusCode.Unauthorized, nobody.GetAsync(upload.Part(1)));
        Assert.Equal(1, await OpenUploadsAsync());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("4")]
    [InlineData("10001")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("one")]
    public async Task There_are_no_other_parts_than_those_of_the_file(string number)
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        await RefusedAsync(HttpStatusCode.BadRequest, web.GetAsync(upload.Part(number)));
        await RefusedAsync(HttpStatusCode.BadRequest, web.GetAsync(upload.Batch($"1,{number}")));
    }

    [Fact]
    public async Task A_part_has_exactly_its_planned_bytes()
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        foreach ((int number, int length) in new[] { (1, PartSize - 1), (1, PartSize + 1), (3, PartSize), (3, 4_999) })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(await OkAsync(web.GetAsync(upload.Part(number))), new byte[length]));
        }

        Assert.Empty((await OkAsync(web.GetAsync(upload.List))).EnumerateArray());
    }

    [Theory]
    [InlineData(5_001L)]
    [InlineData(long.MaxValue)]
    public async Task A_file_beyond_the_limit_is_refused(long size)
    {
        using HttpClient web = await StartAsync(options => options.MaxSize = 5_000);
        await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, web.PostAsJsonAsync("s3/multipart", Announced(size)));
        await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, web.GetAsync($"s3/params?filename=a.png&type=image%2Fpng&size={size}"));
        await CreateAsync(web, Announced(size: 5_000));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\"}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":-1}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":1.5}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":\"0x10\"}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":99999999999999999999}")]
    [InlineData("{\"filename\":\"\",\"type\":\"image/png\",\"size\":1}")]
    [InlineData("{\"filename\":\"a\\ud800.png\",\"type\":\"image/png\",\"size\":1}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":\"\\ud800\"}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":1,\"metadata\":{\"caption\":\"\\ud800\"}}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":1,\"metadata\":{\"\\ud800\":\"a\"}}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":1,\"metadata\":{\"other\":\"\\ud800\"}}")]
    [InlineData("{\"filename\":5,\"type\":\"image/png\",\"size\":1}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image\",\"size\":1}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"*/*\",\"size\":1}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/*\",\"size\":1}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\\r\\nx: y\",\"size\":1}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":1,\"metadata\":{\"caption\":\"a\\nb\"}}")]
    [InlineData("{\"filename\":\"a.png\",\"type\":\"image/png\",\"size\":1,\"metadata\":{\"caption\":\"\\u00e4\"}}")]
    public async Task What_is_no_file_is_refused(string body)
    {
        using HttpClient web = await StartAsync(options => options.AllowedMetadata.Add("caption"));
        await RefusedAsync(
            HttpStatusCode.BadRequest, web.PostAsync("s3/multipart", new StringContent(body, Encoding.UTF8, "application/json")));
        Assert.Equal(0, await OpenUploadsAsync());
    }

    [Fact]
    public async Task Bodies_names_and_metadata_are_bounded()
    {
        using HttpClient web = await StartAsync(options => options.AllowedMetadata.Add("caption"));
        await RefusedAsync(HttpStatusCode.BadRequest, web.PostAsJsonAsync("s3/multipart", Announced(name: new string('a', 1_025))));
        await RefusedAsync(
            HttpStatusCode.RequestEntityTooLarge, web.PostAsJsonAsync("s3/multipart", Announced(name: new string('a', 70_000))));
        await RefusedAsync(HttpStatusCode.BadRequest, web.PostAsJsonAsync("s3/multipart", new
        {
            filename = "a.png",
            type = "image/png",
            size = 1,
            metadata = new { caption = new string('a', 2_048) },
        }));
        Created upload = await CreateAsync(web, Announced(name: new string('a', 1_024)));
        await RefusedAsync(HttpStatusCode.BadRequest, web.GetAsync(upload.Batch(string.Join(',', Enumerable.Range(1, 101)))));
        await RefusedAsync(
            HttpStatusCode.RequestEntityTooLarge, CompleteAsync(web, upload, new { PartNumber = 1, ETag = new string('a', 2_100_000) }));
        await RefusedAsync(
            HttpStatusCode.BadRequest, web.PostAsJsonAsync("s3/multipart", Announced(type: $"audio/{new string('a', 250)}")));
    }

    /// <summary>What is accepted is within the store's 2 KB, the uploader's own mark included.</summary>
    [Theory]
    [InlineData(1_993, true)]
    [InlineData(1_994, false)]
    [InlineData(2_041, false)]
    public async Task Metadata_is_refused_before_the_store_refuses_it(int length, bool isTaken)
    {
        using HttpClient web = await StartAsync(options => options.AllowedMetadata.Add("caption"));
        object body = new
        {
            filename = "a.png",
            type = "image/png",
            size = 1,
            metadata = new { caption = new string('a', length) },
        };
        if (isTaken)
        {
            await CreateAsync(web, body);
        }
        else
        {
            await RefusedAsync(HttpStatusCode.BadRequest, web.PostAsJsonAsync("s3/multipart", body));
        }
    }

    [Theory]
    [InlineData(" the sea  ", "the sea")]
    [InlineData("   ", "")]
    public async Task Blanks_around_metadata_are_left_out(string caption, string stored)
    {
        using HttpClient web = await StartAsync(options => options.AllowedMetadata.Add("caption"));
        Created upload = await CreateAsync(
            web, new { filename = "a.png", type = "image/png", size = File.Length, metadata = new { caption } });
        await SendAsync(web, upload, 1, 2, 3);
        await OkAsync(CompleteAsync(web, upload));
        Assert.Equal(stored, (await Client.GetObjectMetadataAsync(Bucket, upload.Key)).Metadata["caption"] ?? "");
    }

    public static TheoryData<string> OddKeys =>
    [
        "a b+c%20d%2Fe&f=g?h#i", "写真/ü/😀.jpg", "!*'();:@&=+$,/?%#[]~", "a//b/", "a\\b|c^d`e{f}\"<>", "a\nb", "%", "x/${filename}",
        "a\u0301/..a/b..", new string('k', 1024), string.Concat(Enumerable.Repeat("写", 341)),
    ];

    /// <summary>A policy may choose any key that the store and an address can have.</summary>
    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task Any_key_can_be_uploaded_to(string key)
    {
        using HttpClient web = await StartAsync(services: To(key));
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        await OkAsync(CompleteAsync(web, upload));
        Assert.Equal(File, await StoredAsync(key));
    }

    /// <summary>Browsers take dots out of an address: no part could ever be sent. Nor does the SDK keep a slash at the beginning.</summary>
    [Theory]
    [InlineData("a/./b", "'.' or '..'")]
    [InlineData("a/../b", "'.' or '..'")]
    [InlineData("..", "'.' or '..'")]
    [InlineData("a/..", "'.' or '..'")]
    [InlineData("/a", "slash")]
    [InlineData("", "Key")]
    public async Task A_key_that_cannot_be_is_the_applications_fault_and_its_log_says_why(string key, string reason)
    {
        using HttpClient web = await StartAsync(services: To(key));
        string multipart = await RefusedAsync(
            HttpStatusCode.InternalServerError, web.PostAsJsonAsync("s3/multipart", Announced()));
        string form = await RefusedAsync(
            HttpStatusCode.InternalServerError, web.GetAsync("s3/params?filename=a.png&type=image%2Fpng&size=5"));
        Assert.Equal(multipart, form);
        Assert.Contains("The application is at fault", form, StringComparison.Ordinal);
        Assert.Equal(2, Logs.GetSnapshot().Count(line =>
            line.Level == LogLevel.Error
            && line.Exception is UploadRefusedException refused
            && refused.Message.Contains(reason, StringComparison.Ordinal)));
        Assert.Equal(0, await OpenUploadsAsync());
    }

    /// <summary>With a ticket that no address can hold, nothing could ever be asked again.</summary>
    [Fact]
    public async Task An_upload_that_no_address_can_name_is_not_begun()
    {
        using HttpClient web = await StartAsync(services: To(new string('\'', 1_024)));
        Assert.Contains(
            "too long for an address",
            await RefusedAsync(HttpStatusCode.BadRequest, web.PostAsJsonAsync("s3/multipart", Announced())),
            StringComparison.Ordinal);
        Assert.Equal(0, await OpenUploadsAsync());
    }

    private static Action<IServiceCollection> To(string key) => services => services.AddSingleton<IBrowserUploadPolicy>(new ToKey(key));

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..\\..\\windows\\win.ini", "win.ini")]
    [InlineData("..", "file")]
    [InlineData("/", "file")]
    [InlineData("a\u0000b\r\n.png", "a_b__.png")]
    [InlineData("a?b#c%2Fd&e=f.png", "a_b_c_2Fd_e_f.png")]
    [InlineData("<script>alert(1)</script>.html", "script_.html")]
    [InlineData("photo\u202Egnp.exe", "photo_gnp.exe")]
    [InlineData("Übersicht 2026.pdf", "Übersicht_2026.pdf")]
    [InlineData("写真.jpg", "写真.jpg")]
    [InlineData(".htaccess", "htaccess")]
    public async Task Only_harmless_characters_of_a_name_get_into_the_key(string name, string expected)
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web, Announced(name: name));
        Assert.Equal(expected, upload.Key.Split('/')[^1]);
        await SendAsync(web, upload, 1, 2, 3);
        await OkAsync(CompleteAsync(web, upload));
        Assert.Equal(File, await StoredAsync(upload.Key));
    }

    [Fact]
    public async Task A_long_name_keeps_its_extension()
    {
        using HttpClient web = await StartAsync();
        string name = (await CreateAsync(web, Announced(name: $"{new string('写', 300)}.jpeg"))).Key.Split('/')[^1];
        Assert.EndsWith("写.jpeg", name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 90, 100);
    }

    /// <summary>A user's id is no way out of the user's folder, and two users never share one.</summary>
    [Fact]
    public async Task Users_have_folders_of_their_own()
    {
        HashSet<string> folders = [];
        string[] users = ["alice", "../alice", "alice/..", "ali ce", "a", "A", "%61lice", new string('x', 500), "~a"];
        using HttpClient web = await StartAsync();
        foreach (string user in users)
        {
            using HttpClient client = As(user, web.BaseAddress!);
            string[] key = (await CreateAsync(client)).Key.Split('/');
            Assert.Equal((4, "uploads"), (key.Length, key[0]));
            Assert.Matches("^~?[A-Za-z0-9]+$", key[1]);
            folders.Add(key[1]);
        }

        Assert.Equal(users.Length, folders.Count);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    [InlineData("application/xhtml+xml")]
    [InlineData("TEXT/HTML; charset=utf-8")]
    public async Task Types_that_are_not_in_the_list_are_refused(string type)
    {
        using HttpClient web = await StartAsync();
        await RefusedAsync(HttpStatusCode.UnsupportedMediaType, web.PostAsJsonAsync("s3/multipart", Announced(type: type)));
        await RefusedAsync(
            HttpStatusCode.UnsupportedMediaType, web.GetAsync($"s3/params?filename=a&type={Uri.EscapeDataString(type)}&size=5"));
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_act_for_the_user()
    {
        using HttpClient web = await StartAsync(options => options.AllowedOrigins.Add("https://www.example.com"));
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        string own = web.BaseAddress!.GetLeftPart(UriPartial.Authority);
        (string Name, string Value, bool IsOwn)[] cases =
        [
            ("Origin", "https://evil.example", false), ("Origin", "null", false), ("Origin", own, true),
            ("Origin", "https://www.example.com", true), ("Origin", "https://www.example.com.evil.example", false),
            ("Sec-Fetch-Site", "cross-site", false), ("Sec-Fetch-Site", "same-site", false), ("Sec-Fetch-Site", "same-origin", true),
        ];
        foreach ((string name, string value, bool isOwn) in cases)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "s3/multipart") { Content = JsonContent.Create(Announced()) };
            request.Headers.Add(name, value);
            using HttpResponseMessage answer = await web.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode == isOwn, $"{name}: {value} gave {answer.StatusCode}");
            using var delete = new HttpRequestMessage(HttpMethod.Delete, upload.List);
            delete.Headers.Add(name, value);
            using var complete = new HttpRequestMessage(HttpMethod.Post, upload.Complete)
            {
                Content = JsonContent.Create(new { parts = Array.Empty<object>() }),
            };
            complete.Headers.Add(name, value);
            if (!isOwn)
            {
                await RefusedAsync(HttpStatusCode.Forbidden, web.SendAsync(delete));
                await RefusedAsync(HttpStatusCode.Forbidden, web.SendAsync(complete));
            }
        }

        Assert.Equal(3, (await OkAsync(web.GetAsync(upload.List))).GetArrayLength());
        await OkAsync(CompleteAsync(web, upload));
    }

    /// <summary>What a form of a page can send to any site, without being asked.</summary>
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=1")]
    [InlineData(null)]
    public async Task A_body_is_JSON_and_says_so(string? type)
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        foreach ((string path, string body) in new[]
        {
            ("s3/multipart", JsonSerializer.Serialize(Announced())), (upload.Complete, "{\"parts\":[]}"),
        })
        {
            using var content = new StringContent(body);
            content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
            await RefusedAsync(HttpStatusCode.UnsupportedMediaType, web.PostAsync(path, content));
        }

        Assert.Equal(1, await OpenUploadsAsync());
    }

    /// <summary>A browser's Origin is the proxy's: it is the application's own once host and scheme were put right.</summary>
    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Forbidden)]
    public async Task Behind_a_proxy_the_forwarded_host_and_scheme_count_if_the_application_says_so(bool heeded, HttpStatusCode expected)
    {
        using HttpClient web = await StartAsync(application: application =>
        {
            if (heeded)
            {
                application.UseForwardedHeaders(new()
                {
                    ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto,
                });
            }
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "s3/multipart") { Content = JsonContent.Create(Announced()) };
        request.Headers.Add("Origin", "https://www.example.com");
        request.Headers.Add("X-Forwarded-Host", "www.example.com");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using HttpResponseMessage answer = await web.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    /// <summary>At whatever level, and whatever goes wrong: tickets and signatures are as good as passwords.</summary>
    [Fact]
    public async Task The_log_has_neither_tickets_nor_signatures()
    {
        using HttpClient web = await StartAsync(services: services => services.AddLogging(log => log.SetMinimumLevel(LogLevel.Trace)));
        Created upload = await CreateAsync(web);
        JsonElement signed = await OkAsync(web.GetAsync(upload.Part(1)));
        JsonElement batch = await OkAsync(web.GetAsync(upload.Batch("2,3")));
        JsonElement form = (await OkAsync(web.GetAsync("s3/params?filename=a.png&type=image%2Fpng&size=5"))).GetProperty("fields");
        string[] urls =
        [
            signed.GetProperty("url").GetString()!,
            .. batch.GetProperty("presignedUrls").EnumerateObject().Select(url => url.Value.GetString()!),
        ];
        await SendAsync(web, upload, 1, 2, 3);
        foreach (S3Operation operation in new[] { S3Operation.ListParts, S3Operation.CompleteMultipartUpload })
        {
            Server.Faults.Add(new Fault { Operation = operation, Times = 1, Effect = FaultEffect.Status(500, "InternalError") });
            await RefusedAsync(HttpStatusCode.ServiceUnavailable, CompleteAsync(web, upload));
        }

        await OkAsync(CompleteAsync(web, upload));
        await RefusedAsync(HttpStatusCode.Conflict, web.GetAsync(upload.List));
        string log = string.Join('\n', Logs.GetSnapshot()
            .Where(record => record.Category!.StartsWith("S3MultipartUpload", StringComparison.Ordinal))
            .Select(record => $"{record} {record.Exception} {string.Join(' ', record.StructuredState ?? [])}"));
        string[] secrets =
        [
            upload.UploadId, form.GetProperty("x-amz-signature").GetString()!, form.GetProperty("Policy").GetString()!,
            .. urls.Select(url => Regex.Match(url, "X-Amz-Signature=([0-9a-f]{64})").Groups[1].Value),
        ];
        Assert.Contains("completed", log, StringComparison.Ordinal);
        Assert.Contains("scheduled by the test", log, StringComparison.Ordinal);
        Assert.Contains(Logs.GetSnapshot(), record => record.Level < LogLevel.Information);
        Assert.All(secrets, secret => Assert.True(secret.Length >= 64 && !log.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain("X-Amz-Signature", log, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Answers have tickets and addresses that are as good as passwords.</summary>
    [Fact]
    public async Task Nothing_is_kept_by_caches()
    {
        using HttpClient web = await StartAsync();
        using HttpResponseMessage answer = await web.GetAsync((await CreateAsync(web)).Part(1));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Who_the_user_is_is_up_to_the_application()
    {
        using HttpClient web = await StartAsync(
            options => options.GetUserId = user => user.Identity?.IsAuthenticated == true ? "team" : null);
        using HttpClient bob = As("bob", web.BaseAddress!), nobody = As("", web.BaseAddress!);
        Created upload = await CreateAsync(web);
        Assert.StartsWith("uploads/team/", upload.Key, StringComparison.Ordinal);
        await OkAsync(bob.GetAsync(upload.List));
        await RefusedAsync(HttpStatusCode.Unauthorized, nobody.GetAsync(upload.List));
    }

    [Fact]
    public async Task The_policy_decides()
    {
        using HttpClient web = await StartAsync(services: services => services.Add(new(
            typeof(IBrowserUploadPolicy), new SeaOnly())));
        Assert.Equal("sea/1.jpg", (await CreateAsync(web, Announced(name: "sea.jpg"))).Key);
        Assert.Contains(
            "Only the sea.", await RefusedAsync(HttpStatusCode.Conflict, web.PostAsJsonAsync("s3/multipart", Announced())),
            StringComparison.Ordinal);
        JsonElement form = await OkAsync(web.GetAsync("s3/params?filename=sea.jpg&type=image%2Fpng&size=5"));
        Assert.Equal("sea/1.jpg", form.GetProperty("key").GetString());
    }

    private sealed class ToKey(string key) : IBrowserUploadPolicy
    {
        public ValueTask<BrowserUploadDecision> DecideAsync(BrowserUploadContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(BrowserUploadDecision.Allow(context.CreateTarget(key)));
    }

    private sealed class SeaOnly : IBrowserUploadPolicy
    {
        public ValueTask<BrowserUploadDecision> DecideAsync(BrowserUploadContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(context is { FileName: "sea.jpg", UserId: Alice }
                ? BrowserUploadDecision.Allow(context.CreateTarget("sea/1.jpg"))
                : BrowserUploadDecision.Deny("Only the sea.", 409));
    }
}
