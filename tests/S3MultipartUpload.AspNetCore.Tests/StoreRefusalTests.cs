using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>What the store refuses for good: the page is told that it cannot mend it, the owner's log has the store's code.</summary>
public sealed class StoreRefusalTests : WebScenario
{
    private const string Type = "urn:s3-multipart-upload:store-refuses";

    [Theory]
    [InlineData(S3Operation.CreateMultipartUpload, 403, "AccessDenied")]
    [InlineData(S3Operation.CreateMultipartUpload, 404, "NoSuchBucket")]
    [InlineData(S3Operation.CreateMultipartUpload, 400, "KeyTooLongError")]
    [InlineData(S3Operation.ListMultipartUploads, 403, "AccessDenied")]
    [InlineData(S3Operation.ListParts, 403, "AccessDenied")]
    [InlineData(S3Operation.CompleteMultipartUpload, 403, "AccessDenied")]
    [InlineData(S3Operation.CompleteMultipartUpload, 404, "NoSuchBucket")]
    [InlineData(S3Operation.AbortMultipartUpload, 403, "AccessDenied")]
    public async Task A_store_that_refuses_is_said_so_without_its_words(S3Operation operation, int status, string code)
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        Server.Faults.Add(new Fault { Operation = operation, Effect = FaultEffect.Status(status, code) });
        await AssertRefusedAsync(
            operation switch
            {
                S3Operation.CreateMultipartUpload or S3Operation.ListMultipartUploads => web.PostAsJsonAsync("s3/multipart", Announced()),
                S3Operation.ListParts => web.GetAsync(upload.List),
                S3Operation.CompleteMultipartUpload => CompleteAsync(web, upload),
                _ => web.DeleteAsync(upload.List),
            },
            status,
            code);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named_to_the_owner_alone()
    {
        using HttpClient web = await StartAsync(options => options.BucketName = "no-such-bucket");
        await AssertRefusedAsync(web.PostAsJsonAsync("s3/multipart", Announced()), 404, "NoSuchBucket");
    }

    /// <summary>The next attempt may find the object, or the parts that it needs.</summary>
    [Theory]
    [InlineData(520, "UnknownError")]
    [InlineData(500, "InternalError")]
    [InlineData(400, "InvalidPart")]
    public async Task What_may_be_cured_by_another_attempt_is_no_refusal(int status, string code)
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.Status(status, code) });
        using (HttpResponseMessage answer = await CompleteAsync(web, upload))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        Server.Faults.Clear();
        await OkAsync(CompleteAsync(web, upload));
    }

    /// <summary>
    /// The upload was completed, the answer was lost, the store knows it no more, and cannot be asked for the object: nobody has refused.
    /// </summary>
    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(404, "NoSuchKey")]
    public async Task An_object_that_may_be_stored_is_no_refusal(int status, string code)
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.CompleteMultipartUpload,
            Times = 1,
            Effect = FaultEffect.DropReply,
        });
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.CompleteMultipartUpload,
            Effect = FaultEffect.Status(404, "NoSuchUpload"),
        });
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(status, code) });
        using (HttpResponseMessage answer = await CompleteAsync(web, upload))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        Server.Faults.Clear();
        await OkAsync(CompleteAsync(web, upload));
    }

    private async Task AssertRefusedAsync(Task<HttpResponseMessage> sent, int status, string code)
    {
        using HttpResponseMessage answer = await sent;
        string body = await answer.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.InternalServerError, "application/problem+json"), (
            answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(Type, JsonSerializer.Deserialize<JsonElement>(body).GetProperty("type").GetString());
        Assert.Contains("Tell whoever runs this application", body, StringComparison.Ordinal);
        Assert.Null(answer.Headers.RetryAfter);
        Assert.DoesNotContain(code, body, StringComparison.Ordinal);
        Assert.DoesNotContain("bucket", body, StringComparison.OrdinalIgnoreCase);
        Assert.Single(Logs.GetSnapshot(), line =>
            line.Level == LogLevel.Error
            && line.Exception is not null
            && line.Message.Contains($"{status} {code}", StringComparison.Ordinal));
    }
}
