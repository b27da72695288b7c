using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>However often, wherever and after whatever failure an upload is completed: one object, and the application is told.</summary>
public sealed class CompletionTests : WebScenario
{
    private readonly RecordedEvents _events = new();

    [Fact]
    public async Task Complete_may_be_repeated_on_any_instance()
    {
        using HttpClient one = await StartAsync(services: _events.AddTo), two = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(one);
        await SendAsync(two, upload, 1, 2, 3);
        JsonElement first = await OkAsync(CompleteAsync(one, upload)), second = await OkAsync(CompleteAsync(two, upload));
        Assert.Equal(first.GetProperty("etag").GetString(), second.GetProperty("etag").GetString());
        Assert.Equal(25_000, second.GetProperty("size").GetInt32());
        Assert.Equal(2, _events.Completed.Count);
        Assert.Single(_events.Completed.Select(told => told.IdempotencyKey).Distinct());
        Assert.Equal(
            (Alice, "holiday.jpg", upload.Key),
            _events.Completed.Select(told => (told.UserId, told.FileName, told.Manifest.Key)).Distinct().Single());
    }

    [Fact]
    public async Task Instances_may_complete_at_the_same_moment()
    {
        using HttpClient one = await StartAsync(services: _events.AddTo), two = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(one);
        await SendAsync(one, upload, 1, 2, 3);
        await Task.WhenAll(new[] { one, two, one, two }.Select(web => OkAsync(CompleteAsync(web, upload))));
        Assert.Equal(File, await StoredAsync(upload.Key));
        Assert.Single(_events.Completed.Select(told => told.IdempotencyKey).Distinct());
    }

    /// <summary>The store has completed the object, and its answer is lost with the server.</summary>
    [Fact]
    public async Task A_server_may_die_between_the_store_and_the_answer()
    {
        using HttpClient one = await StartAsync(services: _events.AddTo), two = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(one);
        await SendAsync(one, upload, 1, 2, 3);
        _events.Failing = 1;
        using (HttpResponseMessage failed = await CompleteAsync(one, upload))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        }

        await OkAsync(CompleteAsync(two, upload));
        Assert.Equal(2, _events.Completed.Count);
        Assert.Equal(File, await StoredAsync(upload.Key));
    }

    [Fact]
    public async Task Missing_parts_are_named_and_can_still_be_sent()
    {
        using HttpClient web = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 2);
        Assert.Contains(
            "1, 3", await RefusedAsync(HttpStatusCode.Conflict, CompleteAsync(web, upload)), StringComparison.Ordinal);
        Assert.Empty(_events.Completed);
        await SendAsync(web, upload, 1, 3);
        await OkAsync(CompleteAsync(web, upload));
        Assert.Single(_events.Completed);
    }

    /// <summary>Another tab has sent a part again: this one has to look before its claim is taken.</summary>
    [Fact]
    public async Task What_the_page_says_of_the_parts_is_compared()
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        object claim = new { PartNumber = 2, ETag = "\"00000000000000000000000000000000\"" };
        await RefusedAsync(HttpStatusCode.Conflict, CompleteAsync(web, upload, claim));
        await RefusedAsync(HttpStatusCode.BadRequest, CompleteAsync(web, upload, claim, claim));
        await RefusedAsync(HttpStatusCode.BadRequest, CompleteAsync(web, upload, [null]));
        await OkAsync(CompleteAsync(web, upload));
    }

    /// <summary>Whoever has the application's own rights has stored a part of another size, or one beyond the end.</summary>
    [Theory]
    [InlineData(2, 9_999)]
    [InlineData(2, 10_001)]
    [InlineData(4, 1)]
    public async Task Parts_of_other_sizes_are_not_told_and_never_become_the_object(int number, int length)
    {
        using HttpClient web = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        string id = (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads.Single().UploadId;
        await Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = upload.Key,
            UploadId = id,
            PartNumber = number,
            InputStream = new MemoryStream(new byte[length]),
        });
        Assert.DoesNotContain(
            (await OkAsync(web.GetAsync(upload.List))).EnumerateArray(),
            part => part.GetProperty("PartNumber").GetInt32() == number);
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, CompleteAsync(web, upload));
        Assert.Equal(0, await OpenUploadsAsync());
        Assert.Equal(upload.Key, Assert.Single(_events.Aborted).Key);
        Assert.Empty(_events.Completed);
    }

    [Fact]
    public async Task A_completed_upload_is_not_given_up()
    {
        using HttpClient web = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        await OkAsync(CompleteAsync(web, upload));
        await RefusedAsync(HttpStatusCode.Conflict, web.DeleteAsync(upload.List));
        await RefusedAsync(HttpStatusCode.Conflict, web.GetAsync(upload.List));
        Assert.Empty(_events.Aborted);
        Assert.Equal(File, await StoredAsync(upload.Key));
    }

    [Theory]
    [InlineData(S3Operation.CreateMultipartUpload)]
    [InlineData(S3Operation.ListParts)]
    [InlineData(S3Operation.CompleteMultipartUpload)]
    public async Task A_store_that_fails_is_said_so_without_its_words(S3Operation operation)
    {
        using HttpClient web = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        Server.Faults.Add(new Fault { Operation = operation, Effect = FaultEffect.Status(503, "SlowDown") });
        Task<HttpResponseMessage> sent = operation == S3Operation.CreateMultipartUpload
            ? web.PostAsJsonAsync("s3/multipart", Announced())
            : CompleteAsync(web, upload);
        string problem = await RefusedAsync(HttpStatusCode.ServiceUnavailable, sent);
        Assert.DoesNotContain("SlowDown", problem, StringComparison.Ordinal);
        Assert.Empty(_events.Completed);
        Server.Faults.Clear();
        await OkAsync(CompleteAsync(web, upload));
        Assert.Single(_events.Completed);
    }
}
