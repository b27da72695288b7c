using System.Net;
using System.Text;
using System.Xml.Linq;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests.Browser;

public sealed class PostObjectTests : EndpointScenario
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });

    protected override S3TestServerOptions Options => new()
    {
        BucketNames = { Bucket },
        Credentials =
        {
            new S3Credential("READER", "secret") { ReadOnly = true },
            new S3Credential("SESSION", "secret") { SessionToken = "t" },
        },
    };

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Form_that_the_SDK_signs_stores_the_file()
    {
        CreatePresignedPostResponse post = await Client.CreatePresignedPostAsync(new CreatePresignedPostRequest
        {
            BucketName = Bucket,
            Key = "up/photo.jpg",
            Expires = DateTime.UtcNow.AddMinutes(5),
            Fields = { ["Content-Type"] = "image/jpeg" },
            Conditions = [S3PostCondition.ContentLengthRange(1, 100_000)],
        });
        byte[] bytes = RandomBytes(100_000);
        using var form = new MultipartFormDataContent();
        foreach ((string? name, string? value) in post.Fields)
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(new ByteArrayContent(bytes), "file", "photo.jpg");
        using HttpResponseMessage response = await _http.PostAsync(new Uri(Server.Endpoint, Bucket), form);

        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(bytes, await ReadAsync("up/photo.jpg"));
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Bucket, "up/photo.jpg");
        Assert.Equal(("image/jpeg", head.ETag), (head.Headers.ContentType, response.Headers.ETag?.Tag));
        Assert.Equal(
            (S3Operation.PostObject, "up/photo.jpg", 204),
            (Server.Requests[^3].Operation, Server.Requests[^3].Key, Server.Requests[^3].Status));
    }

    [Fact]
    public async Task Fields_describe_the_object()
    {
        using HttpResponseMessage response = await Form("a")
            .With("Content-Type", "text/x-test").With("Cache-Control", "max-age=5").With("Content-Disposition", "attachment")
            .With("x-amz-meta-colour", "blau, grün").With("x-amz-storage-class", "STANDARD_IA").With("acl", "public-read")
            .With("x-amz-server-side-encryption", "AES256").With("x-amz-checksum-crc32", "y/Q5Jg==")
            .With("tagging", "<Tagging><TagSet><Tag><Key>team</Key><Value>a b</Value></Tag></TagSet></Tagging>")
            .Field("x-ignore-me", "x")
            .WithFile("123456789"u8.ToArray()).SendAsync(_http);

        Assert.Equal("", await response.Content.ReadAsStringAsync());
        GetObjectMetadataResponse head =
            await Client.GetObjectMetadataAsync(new GetObjectMetadataRequest
            {
                BucketName = Bucket,
                Key = "a",
                ChecksumMode = ChecksumMode.ENABLED,
            });
        Assert.Equal(
            ("text/x-test", "max-age=5", "attachment", "y/Q5Jg==", 9L),
            (head.Headers.ContentType, head.Headers.CacheControl, head.Headers.ContentDisposition, head.ChecksumCRC32, head.ContentLength));
        Assert.Equal(S3StorageClass.StandardInfrequentAccess, head.StorageClass);
        Assert.Equal(ServerSideEncryptionMethod.AES256, head.ServerSideEncryptionMethod);
        Assert.Equal(["x-amz-meta-colour"], head.Metadata.Keys);
        Tag tag = Assert.Single((await Client.GetObjectTaggingAsync(new() { BucketName = Bucket, Key = "a" })).Tagging);
        Assert.Equal(("team", "a b"), (tag.Key, tag.Value));
        using HttpResponseMessage anonymous = await _http.GetAsync(new Uri(Server.Endpoint, $"{Bucket}/a"));
        Assert.Equal("123456789", await anonymous.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("photo.jpg", "up/photo.jpg")]
    [InlineData("C:\\fakepath\\photo.jpg", "up/photo.jpg")]
    [InlineData("a/b/ü.jpg", "up/ü.jpg")]
    [InlineData("", "up/")]
    public async Task Variable_in_the_key_is_the_name_of_the_file(string fileName, string key)
    {
        SignedForm form = new SignedForm(Server, Bucket) { FileName = fileName }
            .Field("key", "up/${filename}").Condition((string[])["starts-with", "$key", "up/"]);

        using HttpResponseMessage response = await form.SendAsync(_http);

        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Equal("text"u8.ToArray(), await ReadAsync(key));
    }

    [Fact]
    public async Task Answer_is_as_the_form_wants_it()
    {
        using HttpResponseMessage plain = await Form("a").SendAsync(_http);
        using HttpResponseMessage ok = await Form("a").With("success_action_status", "200").SendAsync(_http);
        using HttpResponseMessage created = await Form("a b").With("success_action_status", "201").SendAsync(_http);
        using HttpResponseMessage strange = await Form("a").With("success_action_status", "404").SendAsync(_http);
        using HttpResponseMessage moved = await Form("a").With("success_action_redirect", "https://example.com/x?y=1").SendAsync(_http);
        using HttpResponseMessage lost = await Form("a").With("success_action_redirect", "javascript:alert(1)").SendAsync(_http);

        Assert.Equal(
            [204, 200, 201, 204, 303, 204],
            ((HttpResponseMessage[])[plain, ok, created, strange, moved, lost]).Select(response => (int)response.StatusCode));
        string eTag = plain.Headers.ETag?.Tag ?? "";
        XElement? document = XDocument.Parse(await created.Content.ReadAsStringAsync()).Root;
        string location = $"{Server.Endpoint}{Bucket}/a%20b";
        Assert.Equal(
            ["PostResponse", location, Bucket, "a b", eTag],
            [document?.Name.LocalName, .. (document?.Elements() ?? []).Select(element => element.Value)]);
        Assert.Equal(location, created.Headers.Location?.OriginalString);
        Assert.Equal(
            $"https://example.com/x?y=1&bucket={Bucket}&key=a&etag={Uri.EscapeDataString(eTag)}", moved.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData(9, 10, 20, "EntityTooSmall")]
    [InlineData(21, 10, 20, "EntityTooLarge")]
    [InlineData(500_000, 0, 400_000, "EntityTooLarge")]
    [InlineData(10, 10, 20, null)]
    [InlineData(20, 10, 20, null)]
    [InlineData(0, 0, 0, null)]
    public async Task File_has_a_size_that_the_policy_allows(int size, int minimum, int maximum, string? errorCode)
    {
        byte[] bytes = RandomBytes(size);

        using HttpResponseMessage response =
            await Form("a").Condition((object[])["content-length-range", minimum, maximum]).WithFile(bytes).SendAsync(_http);

        if (errorCode is null)
        {
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Assert.Equal(bytes, await ReadAsync("a"));
        }
        else
        {
            await RefusesAsync(response, 400, errorCode);
        }
    }

    [Fact]
    public async Task Policy_is_kept_to()
    {
        await RefusesAsync(await Form("a").Field("acl", "private").SendAsync(_http), 403, "AccessDenied", "Extra input fields: acl");
        await RefusesAsync(await Form("a").Condition(new { acl = "private" }).SendAsync(_http), 403, "AccessDenied", "Condition failed");
        await RefusesAsync(
            await Form("a").Condition((string[])["eq", "$key", "b"]).SendAsync(_http), 403, "AccessDenied", "[\"eq\", \"$key\", \"b\"]");
        await RefusesAsync(
            await Form("a").Condition((string[])["starts-with", "$key", "b"]).SendAsync(_http), 403, "AccessDenied", "Condition failed");
        await RefusesAsync(
            await Form("a").Field("Content-Type", "image/png,text/html").Condition((string[])["starts-with", "$Content-Type", "image/"])
                .SendAsync(_http), 403, "AccessDenied", "Condition failed");
        await RefusesAsync(await Form("a").With("bucket", "other").SendAsync(_http), 403, "AccessDenied", "Condition failed");
        await RefusesAsync(
            await new SignedForm(Server, Bucket) { WithBucket = false }.With("key", "a").SendAsync(_http),
            403, "AccessDenied", "Extra input fields: bucket");
        await RefusesAsync(
            await new SignedForm(Server, Bucket) { Expiration = "2020-01-01T00:00:00Z" }.With("key", "a").SendAsync(_http),
            403, "AccessDenied", "Policy expired");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{\"conditions\": []}")]
    [InlineData("{\"expiration\": \"2999-01-01T00:00:00Z\"}")]
    [InlineData("{\"expiration\": \"2999-01-01 00:00:00\", \"conditions\": []}")]
    [InlineData("{\"EXPIRATION\": \"2999-01-01T00:00:00Z\", \"conditions\": []}")]
    [InlineData("{\"expiration\": \"2999-01-01T00:00:00Z\", \"conditions\": [{}]}")]
    [InlineData("{\"expiration\": \"2999-01-01T00:00:00Z\", \"conditions\": [\"key\"]}")]
    [InlineData("{\"expiration\": \"2999-01-01T00:00:00Z\", \"conditions\": [[]]}")]
    [InlineData("{\"expiration\": \"2999-01-01T00:00:00Z\", \"conditions\": [[\"like\", \"$key\", \"a\"]]}")]
    [InlineData("{\"expiration\": \"2999-01-01T00:00:00Z\", \"conditions\": [[\"content-length-range\", 0]]}")]
    [InlineData("{\"expiration\": \"2999-01-01T00:00:00Z\", \"conditions\": [[\"content-length-range\", -1, 0]]}")]
    public async Task Policy_that_is_none_is_refused(string policy) =>
        await RefusesAsync(
            await new SignedForm(Server, Bucket) { Policy = policy }.With("key", "a").SendAsync(_http), 400, "InvalidPolicyDocument");

    [Fact]
    public async Task Signer_must_be_known_and_may_not_be_a_reader()
    {
        await RefusesAsync(
            await Form("a", new S3Credential(Server.AccessKey, "wrong")).SendAsync(_http), 403, "SignatureDoesNotMatch");
        await RefusesAsync(await Form("a", new S3Credential("NOBODY", "secret")).SendAsync(_http), 403, "InvalidAccessKeyId");
        await RefusesAsync(await Form("a", new S3Credential("READER", "secret")).SendAsync(_http), 403, "AccessDenied");
        await RefusesAsync(await Form("a", new S3Credential("SESSION", "secret")).SendAsync(_http), 403, "InvalidAccessKeyId");
        await RefusesAsync(await Form("a").SendUnsignedAsync(_http), 403, "AccessDenied");

        using HttpResponseMessage response =
            await Form("a", new S3Credential("SESSION", "secret")).With("x-amz-security-token", "t").SendAsync(_http);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Checksum_that_the_file_does_not_have_is_refused()
    {
        await RefusesAsync(await Form("a").With("x-amz-checksum-crc32", "AAAAAA==").SendAsync(_http), 400, "BadDigest");
        await RefusesAsync(await Form("a").With("x-amz-checksum-crc32", "nonsense").SendAsync(_http), 400, "InvalidRequest");
    }

    [Theory]
    [InlineData(15_000, null)]
    [InlineData(21_000, "MaxPostPreDataLengthExceededError")]
    public async Task Fields_have_20_KB_together(int length, string? errorCode)
    {
        using HttpResponseMessage response = await Form("a").Field("x-ignore-1", new string('x', length)).SendAsync(_http);

        if (errorCode is null)
        {
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }
        else
        {
            await RefusesAsync(response, 400, errorCode);
        }
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n--b--\r\n", 400,
        "InvalidArgument")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\na\r\n--b--\r\n", 400,
        "InvalidArgument")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na", 400,
        "MalformedPOSTRequest")]
    [InlineData("multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\na",
        400,
        "MalformedPOSTRequest")]
    [InlineData("multipart/form-data", "--b--\r\n", 400, "MalformedPOSTRequest")]
    [InlineData("application/x-www-form-urlencoded", "key=a", 412, "PreconditionFailed")]
    public async Task Body_that_is_no_form_is_refused(string contentType, string body, int status, string errorCode)
    {
        await using S3TestServer open = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, AllowAnonymous = true });
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using HttpResponseMessage response = await _http.PostAsync(new Uri(open.Endpoint, Bucket), content);

        Assert.Equal((status, errorCode), ((int)response.StatusCode, open.Requests[^1].ErrorCode));
        using AmazonS3Client client = PlainClient(open);
        Assert.Equal(0, (await client.ListObjectsV2Async(new() { BucketName = Bucket })).KeyCount);
    }

    [Fact]
    public async Task Connection_goes_on_behind_the_form()
    {
        using var one = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, AllowAutoRedirect = false });
        for (int index = 0; index < 3; index++)
        {
            using HttpResponseMessage response = await Form($"{index}").WithFile(RandomBytes(300_000)).SendAsync(one);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        Assert.Equal(3, (await Client.ListObjectsV2Async(new() { BucketName = Bucket })).KeyCount);
    }

    [Fact]
    public async Task Fault_meets_a_form_by_its_key()
    {
        Server.Faults.Add(new Fault { Key = "a", Times = 1, Effect = FaultEffect.Status(503, "SlowDown") });
        Server.Faults.Add(new Fault { Key = "b", Times = 1, Effect = FaultEffect.FlipByte(60_000) });
        byte[] bytes = RandomBytes(1 << 20);

        Assert.Equal(HttpStatusCode.NoContent, await StatusOfAsync(Form("c").WithFile(bytes)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync(Form("a").WithFile(bytes)));
        Assert.Equal(HttpStatusCode.NoContent, await StatusOfAsync(Form("a").WithFile(bytes)));
        Assert.Equal(HttpStatusCode.NoContent, await StatusOfAsync(Form("b").WithFile(bytes)));

        Assert.Equal(bytes, await ReadAsync("a"));
        Assert.Equal(bytes, await ReadAsync("c"));
        Assert.Single((await ReadAsync("b")).Zip(bytes), pair => pair.First != pair.Second);
        Assert.Equal(["c", "a", "a", "b"], Server.Requests.Take(4).Select(request => request.Key));
    }

    [Fact]
    public async Task Fault_without_a_key_meets_a_form_once()
    {
        var fault = new Fault { Operation = S3Operation.PostObject, Skip = 1, Effect = FaultEffect.Status(503, "SlowDown") };
        Server.Faults.Add(fault);

        Assert.Equal(HttpStatusCode.NoContent, await StatusOfAsync(Form("a")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync(Form("a")));
        Assert.Equal(1, fault.Struck);
    }

    private async Task<HttpStatusCode> StatusOfAsync(SignedForm form)
    {
        using HttpResponseMessage response = await form.SendAsync(_http);
        return response.StatusCode;
    }

    private SignedForm Form(string key, S3Credential? credential = null) =>
        new SignedForm(Server, Bucket) { Credential = credential ?? new S3Credential(Server.AccessKey, Server.SecretKey) }.With("key", key);

    /// <summary>Nothing is stored, and S3's error says why.</summary>
    private async Task RefusesAsync(HttpResponseMessage response, int status, string errorCode, string message = "")
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal((status, errorCode), ((int)response.StatusCode, XDocument.Parse(body).Root?.Element("Code")?.Value));
        Assert.Contains(message, XDocument.Parse(body).Root?.Element("Message")?.Value, StringComparison.Ordinal);
        Assert.Equal(0, (await Client.ListObjectsV2Async(new() { BucketName = Bucket })).KeyCount);
        response.Dispose();
    }
}
