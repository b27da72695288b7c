using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
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

    [Fact]
    public async Task An_application_that_could_not_take_it_is_told_again()
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

    /// <summary>Another tab sends other bytes of a part after the parts were compared: they never get into the object.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("CRC32")]
    public async Task A_part_that_is_sent_again_meanwhile_does_not_get_into_the_object(string? checksum)
    {
        using HttpClient web = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(web, Announced(checksum: checksum));
        byte[] other = new byte[PartSize];
        foreach (int number in new[] { 1, 2, 3 })
        {
            await StoreAsync(number, PartOf(number));
        }

        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = hold });
        Task<HttpResponseMessage> completing = CompleteAsync(web, upload, await PartsAsync());
        await hold.WaitAsync(1, TestContext.Current.CancellationToken);
        await StoreAsync(2, other);
        hold.Release();
        await RefusedAsync(HttpStatusCode.Conflict, completing);
        Assert.Empty(_events.Completed);
        await StoreAsync(2, PartOf(2));
        await OkAsync(CompleteAsync(web, upload, await PartsAsync()));
        Assert.Equal(File, await StoredAsync(upload.Key));

        async Task<object?[]> PartsAsync() =>
            [.. (await OkAsync(web.GetAsync(upload.List))).EnumerateArray().Select(part => (object?)part)];

        async Task StoreAsync(int number, byte[] bytes)
        {
            string query = checksum is null ? "" : $"&crc32={Uri.EscapeDataString(Crc32.Of(bytes))}";
            Assert.Equal(HttpStatusCode.OK, await PutAsync(await OkAsync(web.GetAsync(upload.Part(number) + query)), bytes));
        }
    }

    /// <summary>The tab is closed when the store has all of the file: the application learns of the object all the same.</summary>
    [Fact]
    public async Task The_page_may_go_while_the_object_is_completed()
    {
        var gone = new TaskCompletionSource();
        using HttpClient web = await StartAsync(services: _events.AddTo, application: web => web.Use((http, next) =>
        {
            if (http.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal))
            {
                http.RequestAborted.Register(gone.SetResult);
            }

            return next(http);
        }));
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = hold });
        using var page = new CancellationTokenSource();
        Task<HttpResponseMessage> completing = web.PostAsJsonAsync(upload.Complete, new { }, page.Token);
        await hold.WaitAsync(1, TestContext.Current.CancellationToken);
        await page.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        hold.Release();
        await _events.Told.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(upload.Key, Assert.Single(_events.Completed).Manifest.Key);
        Assert.Equal(File, await StoredAsync(upload.Key));
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

    /// <summary>To try it again in a moment would be of no use.</summary>
    [Fact]
    public async Task A_key_that_was_taken_meanwhile_is_said_so()
    {
        using HttpClient web = await StartAsync(services: services => services
            .AddSingleton<IBrowserUploadPolicy, NeverReplaces>()
            .Configure<S3MultipartUploadOptions>(options =>
                options.Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = 1 } }));
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = upload.Key, ContentBody = "first" });
        Assert.Contains(
            "The key is taken", await RefusedAsync(HttpStatusCode.Conflict, CompleteAsync(web, upload)), StringComparison.Ordinal);
        Assert.Equal("first"u8.ToArray(), await StoredAsync(upload.Key));
    }

    /// <summary>Whether the object is stored is not known for the moment: that is no reason to send it all again.</summary>
    [Fact]
    public async Task A_completed_upload_is_not_said_to_be_unknown_because_the_store_does_not_answer()
    {
        using HttpClient web = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        await OkAsync(CompleteAsync(web, upload));
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(503, "SlowDown") });
        using (HttpResponseMessage answer = await CompleteAsync(web, upload))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        }

        Server.Faults.Clear();
        await OkAsync(CompleteAsync(web, upload));
        Assert.Equal(2, _events.Completed.Count);
    }

    [Fact]
    public void What_could_not_be_completed_twice_is_not_allowed()
    {
        Assert.Throws<UploadRefusedException>(() => BrowserUploadDecision.Allow(
            new UploadTarget { BucketName = Bucket, Key = "a", HasUploadToken = false }));
        Assert.Throws<ArgumentOutOfRangeException>(() => BrowserUploadDecision.Deny("No.", 500));
        Assert.Throws<ArgumentOutOfRangeException>(() => BrowserUploadDecision.Deny("No.", 200));
    }

    /// <summary>An application moves what it was told of, or writes another object: the upload is not known any more.</summary>
    [Fact]
    public async Task An_object_that_was_replaced_is_not_told_as_the_uploads()
    {
        using HttpClient web = await StartAsync(services: _events.AddTo);
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1, 2, 3);
        await OkAsync(CompleteAsync(web, upload));
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = upload.Key, ContentBody = "other" });
        await RefusedAsync(HttpStatusCode.NotFound, CompleteAsync(web, upload));
        await RefusedAsync(HttpStatusCode.NotFound, web.GetAsync(upload.List));
        Assert.Single(_events.Completed);
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

    private sealed class NeverReplaces : IBrowserUploadPolicy
    {
        public ValueTask<BrowserUploadDecision> DecideAsync(BrowserUploadContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(BrowserUploadDecision.Allow(
                new UploadTarget(context.CreateTarget($"albums/{context.FileName}")) { IfNoneMatch = true }));
    }
}
