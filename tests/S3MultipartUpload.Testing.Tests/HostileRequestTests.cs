using System.Text;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Requests that no good client sends get S3's error, soon.</summary>
public sealed class HostileRequestTests : RawScenario
{
    [Theory]
    [InlineData("%ff")]
    [InlineData("a%C3")]
    [InlineData("%ED%A0%80")]
    public async Task Key_that_is_no_utf8_is_refused(string key)
    {
        AssertRefused(await SendAsync(Put, $"/{Bucket}/{key}", "text"), 400, "InvalidURI");
        Assert.Null((await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects);
    }

    [Fact]
    public async Task Deeply_nested_document_is_refused_at_once()
    {
        string nested = string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000));

        AssertRefused(await SendAsync(Post, $"/{Bucket}?delete", $"<Delete>{nested}</Delete>"), 400, "MalformedXML");
        Assert.True(Server.Requests[^1].Duration < TimeSpan.FromSeconds(5), $"{Server.Requests[^1].Duration}");
    }

    [Fact]
    public async Task Metadata_of_hundreds_of_entries_is_kept()
    {
        (string, string)[] headers = [.. Enumerable.Range(0, 300).Select(number => ($"x-amz-meta-{number}", "v"))];

        Assert.Equal(200, (await SendAsync(Put, $"/{Bucket}/a", "text", headers)).Status);

        Assert.Equal(300, (await Client.GetObjectMetadataAsync(Bucket, "a")).Metadata.Count);
    }

    [Fact]
    public async Task Metadata_outside_ascii_comes_back_in_encoded_words()
    {
        await SendAsync(Put, $"/{Bucket}/a", "", ("x-amz-meta-x", "=?utf-8?B?w6Q=?="), ("x-amz-meta-y", "=?UTF-8?Q?plain?="));

        using HttpResponseMessage head = await AnswerAsync(HttpMethod.Head, $"/{Bucket}/a");

        Assert.Equal("=?UTF-8?B?w6Q=?=", Assert.Single(head.Headers.GetValues("x-amz-meta-x")));
        Assert.Equal("plain", Assert.Single(head.Headers.GetValues("x-amz-meta-y")));
    }

    [Fact]
    public async Task Credential_given_twice_is_malformed()
    {
        string twice = "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request, " +
            "Credential=B/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00";

        AssertRefused(await SendAsync(Get, $"/{Bucket}", headers: ("Authorization", twice)), 400, "AuthorizationHeaderMalformed");
    }

    [Theory]
    [InlineData("X-Amz-Signature=00", 400, "AuthorizationQueryParametersError")]
    [InlineData("X-Amz-Credential=A", 400, "AuthorizationQueryParametersError")]
    [InlineData("x-amz-algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=1", 400, "AuthorizationQueryParametersError")]
    [InlineData("AWSAccessKeyId=A&Signature=00&Expires=1", 400, "InvalidRequest")]
    [InlineData("Signature=00&Expires=1", 400, "AuthorizationQueryParametersError")]
    public async Task Query_that_looks_signed_is_not_anonymous(string query, int status, string code)
    {
        await PutAsync("a", "text");

        AssertRefused(await SendAsync(Get, $"/{Bucket}/a?{query}"), status, code);
    }

    [Theory]
    [InlineData("0", 403, "AccessDenied")]
    [InlineData("-7", 400, "AuthorizationQueryParametersError")]
    [InlineData("604801", 400, "AuthorizationQueryParametersError")]
    [InlineData("soon", 400, "AuthorizationQueryParametersError")]
    public async Task Presigned_url_has_an_expiry_of_at_most_a_week(string expires, int status, string code)
    {
        string date = DateTime.UtcNow.AddSeconds(-1).ToString("yyyyMMdd'T'HHmmss'Z'");
        string credential = $"{Server.AccessKey}%2F{date[..8]}%2Fus-east-1%2Fs3%2Faws4_request";
        string query = $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={date}" +
            $"&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=00";

        AssertRefused(await SendAsync(Get, $"/{Bucket}/a?{query}"), status, code);
    }

    [Theory]
    [InlineData("4\r\ntext\r\n0\r\n\r\n", 4, 200, null)]
    [InlineData("4\r\ntext\r\n0\r\n", 4, 200, null)]
    [InlineData("4\r\ntext\r\n4\r\nmore\r\n0\r\n\r\n", 4, 400, "IncompleteBody")]
    [InlineData("8\r\ntextmore\r\n0\r\n\r\n", 4, 400, "IncompleteBody")]
    [InlineData("4\r\ntext\r\n0\r\n\r\n", 5, 400, "IncompleteBody")]
    [InlineData("4\r\ntext\r\n0\r\n\r\nmore", 4, 400, "IncompleteBody")]
    public async Task Chunked_body_has_the_length_it_says(string body, int length, int status, string? code)
    {
        (int Status, string Body) answer = await SendAsync(
            Put,
            $"/{Bucket}/a",
            body,
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-decoded-content-length", $"{length}"));

        Assert.Equal((status, code), (answer.Status, Server.Requests[^1].ErrorCode));
        Assert.Equal(code is null ? 1 : 0, (await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects?.Count ?? 0);
    }

    [Fact]
    public async Task Chunked_body_has_a_few_trailers_at_most()
    {
        var body = new StringBuilder("4\r\ntext\r\n0\r\n");
        for (int number = 0; number < 1_000; number++)
        {
            body.Append("x-").Append(number).Append(":1\r\n");
        }

        (int Status, string Body) answer = await SendAsync(
            Put,
            $"/{Bucket}/a",
            body.Append("\r\n").ToString(),
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-decoded-content-length", "4"));

        AssertRefused(answer, 400, "MalformedTrailerError");
    }
}
