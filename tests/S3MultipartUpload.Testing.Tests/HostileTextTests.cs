using System.Text;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// Text that no header, document or calendar can hold is refused where it comes in: nothing that is stored breaks later answers.
/// </summary>
public sealed class HostileTextTests : RawScenario
{
    [Theory]
    [InlineData("?x-amz-website-redirect-location=/a%0D%0AX-Evil:1")]
    [InlineData("?x-amz-meta-a%0D%0Ab=1")]
    [InlineData("", "Content-Type", "a\x01b")]
    [InlineData("", "Cache-Control", "a\x7f")]
    public async Task Object_is_not_described_by_what_no_reply_can_say(string query, string? name = null, string? value = null)
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
        await connection.SendAsync($"PUT /{Bucket}/a{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
            (name is null ? "" : $"{name}: {value}\r\n") + "Content-Length: 1\r\n\r\nx");

        Assert.Contains("<Code>InvalidArgument</Code>", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        AssertRefused(await SendAsync(Get, $"/{Bucket}/a"), 404, "NoSuchKey");
    }

    [Fact]
    public async Task Tab_in_a_description_comes_back()
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
        await connection.SendAsync($"PUT /{Bucket}/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
            "Cache-Control: a\tb\r\nContent-Length: 1\r\n\r\nx");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);

        Assert.Equal(200, (await SendAsync(Get, $"/{Bucket}/a")).Status);
    }

    [Fact]
    public async Task Reply_is_not_asked_for_what_no_reply_can_say()
    {
        await PutAsync("a", "text");

        AssertRefused(await SendAsync(Get, $"/{Bucket}/a?response-content-type=a%0D%0AX:y"), 400, "InvalidArgument");
    }

    [Theory]
    [InlineData("tagging", "<Tagging><TagSet><Tag><Key>&#xD800;</Key><Value>v</Value></Tag></TagSet></Tagging>")]
    [InlineData("tagging", "<Tagging a=\"&#xDC00;\"><TagSet /></Tagging>")]
    public async Task Half_a_character_is_no_document(string document, string body)
    {
        await PutAsync("a", "text");

        AssertRefused(await SendAsync(Put, $"/{Bucket}/a?{document}", body), 400, "MalformedXML");
        AssertRefused(await SendAsync(Put, $"/{Bucket}?{document}", body), 400, "MalformedXML");
        AssertRefused(
            await SendAsync(Post, $"/{Bucket}?delete", "<Delete><Object><Key>&#xD800;</Key></Object></Delete>"), 400, "MalformedXML");
    }

    [Fact]
    public async Task Document_can_be_encoded_as_any_xml()
    {
        const string Rules = "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>" +
            "</CORSConfiguration>";
        using var http = new HttpClient();
        byte[] body = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-16'?>" + Rules)];
        using HttpResponseMessage put = await http.PutAsync(new Uri(Server.Endpoint, $"{Bucket}?cors"), new ByteArrayContent(body));

        Assert.True(put.IsSuccessStatusCode);
        Assert.Equal((200, Rules), await SendAsync(Get, $"/{Bucket}?cors"));
        Assert.Equal(200, (await SendAsync(Get, $"/{Bucket}", headers: ("Origin", "http://page"))).Status);
    }

    [Fact]
    public async Task Rules_for_pages_are_at_most_as_large_as_s3_takes_them()
    {
        string headers = string.Concat(Enumerable.Repeat("<AllowedHeader>x-a*</AllowedHeader>", 2_000));

        AssertRefused(
            await SendAsync(
                Put,
                $"/{Bucket}?cors",
                "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>" +
                    $"{headers}</CORSRule></CORSConfiguration>"),
            400,
            "EntityTooLarge");
    }

    [Fact]
    public async Task Page_is_not_answered_what_no_reply_can_say()
    {
        const string Rule = "<CORSConfiguration><CORSRule><AllowedOrigin>http://*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>" +
            "<AllowedHeader>*</AllowedHeader>{0}</CORSRule></CORSConfiguration>";
        Assert.Equal(200, (await SendAsync(Put, $"/{Bucket}?cors", string.Format(null, Rule, ""))).Status);

        foreach (string header in (string[])["Origin: http://a\x01", "Origin: http://a\r\nAccess-Control-Request-Headers: a\x01"])
        {
            using RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
            await connection.SendAsync($"GET /{Bucket} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        }

        string exposed = string.Format(null, Rule, "<ExposeHeader>a&#xA;b</ExposeHeader>");
        AssertRefused(await SendAsync(Put, $"/{Bucket}?cors", exposed), 400, "MalformedXML");
        AssertRefused(
            await SendAsync(
                Put,
                $"/{Bucket}?encryption",
                "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>" +
                    "<KMSMasterKeyID>a&#xA;b</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>" +
                    "</ServerSideEncryptionConfiguration>"),
            400,
            "MalformedXML");
    }

    [Fact]
    public async Task Control_characters_in_a_document_stay_what_they_are()
    {
        string rules = "<LifecycleConfiguration><Rule><ID>&#x1;</ID><Filter /><Status>Enabled</Status>" +
            "<Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";

        Assert.Equal(200, (await SendAsync(Put, $"/{Bucket}?lifecycle", rules)).Status);
        Assert.Contains("<ID>&#x1;</ID>", (await SendAsync(Get, $"/{Bucket}?lifecycle")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Effect":"\uD800","Principal":"*","Action":"a","Resource":"b"}""")]
    [InlineData("""{"Effect":"Allow","Principal":"\uD800","Action":"a","Resource":"b"}""")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":["\uD800"],"Resource":"b"}""")]
    public async Task Half_a_character_is_in_no_policy(string statement) => AssertRefused(
        await SendAsync(Put, $"/{Bucket}?policy", $$"""{"Statement":[{{statement}}]}"""), 400, "MalformedPolicy");

    [Fact]
    public async Task Url_of_the_last_day_that_there_is_is_not_valid_yet()
    {
        string query = $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Server.AccessKey}%2F99991231%2Fus-east-1%2Fs3%2Faws4_request" +
            "&X-Amz-Date=99991231T235959Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature=00";

        AssertRefused(await SendAsync(Get, $"/{Bucket}/a?{query}"), 403, "AccessDenied");
    }

    [Fact]
    public async Task Days_that_no_calendar_has_are_not_waited_for()
    {
        await SendAsync(Put, $"/{Bucket}/a", "text", ("x-amz-storage-class", "GLACIER"));
        string days = $"<Days>{int.MaxValue}</Days>";
        string rule = $"<Filter /><Status>Enabled</Status><Expiration>{days}</Expiration>" +
            $"<NoncurrentVersionExpiration><NoncurrentDays>{int.MaxValue}</NoncurrentDays></NoncurrentVersionExpiration>";

        Assert.Equal(200, (await SendAsync(
            Put, $"/{Bucket}?lifecycle", $"<LifecycleConfiguration><Rule>{rule}</Rule></LifecycleConfiguration>")).Status);
        Server.ApplyLifecycle();
        Assert.Single((await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects);
        AssertRefused(await SendAsync(Post, $"/{Bucket}/a?restore", $"<RestoreRequest>{days}</RestoreRequest>"), 400, "MalformedXML");
    }
}
