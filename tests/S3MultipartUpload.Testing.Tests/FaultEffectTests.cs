using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Each effect as a plain HTTP client sees it.</summary>
public sealed class FaultEffectTests : EndpointScenario
{
    private readonly HttpClient _http = new();

    private Uri Url => new(Server.Endpoint, $"{Bucket}/a");

    [Fact]
    public async Task Connection_reset_before_within_or_after_the_body_is_a_reset()
    {
        foreach (FaultEffect effect in (
            FaultEffect[])[FaultEffect.ConnectionReset, FaultEffect.ResetAfter(1000), FaultEffect.ResetAfter(FaultEffect.WholeBody)])
        {
            Server.Faults.Add(new Fault { Times = 1, Effect = effect });

            HttpRequestException error =
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => _http.PutAsync(Url, new ByteArrayContent(new byte[100_000])));

            // A client that is still writing may be told of a broken pipe instead.
            Assert.Contains(Assert.IsType<SocketException>(
                error.GetBaseException()).SocketErrorCode, (SocketError[])[SocketError.ConnectionReset, SocketError.Shutdown]);
        }

        Assert.Equal([0, 1000, 100_000], Server.Requests.Select(request => request.BytesReceived));
        Assert.All(Server.Requests, request => Assert.Equal(0, request.Status));
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task Connection_closed_before_within_or_after_the_body_is_an_early_end()
    {
        foreach (FaultEffect effect in (
            FaultEffect[])[FaultEffect.ConnectionClose, FaultEffect.CloseAfter(1000), FaultEffect.CloseAfter(FaultEffect.WholeBody)])
        {
            Server.Faults.Add(new Fault { Times = 1, Effect = effect });

            HttpRequestException error =
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => _http.PutAsync(Url, new ByteArrayContent(new byte[100_000])));

            Assert.Equal(HttpRequestError.ResponseEnded, error.HttpRequestError);
        }

        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task Stalled_request_ends_only_when_the_client_gives_up()
    {
        Server.Faults.Add(new Fault { Effect = FaultEffect.Stall(10) });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _http.PutAsync(Url, new ByteArrayContent(new byte[100]), patience.Token));

        Assert.True(patience.IsCancellationRequested);
    }

    [Fact]
    public async Task Latency_and_slow_reply_keep_the_client_waiting_and_the_work_is_done()
    {
        Server.Faults.Add(new Fault { Times = 1, Effect = FaultEffect.Latency(TimeSpan.FromMilliseconds(60)) });
        Server.Faults.Add(new Fault { Times = 1, Effect = FaultEffect.SlowReply(TimeSpan.FromMilliseconds(60)) });

        foreach (string text in (string[])["one", "two"])
        {
            var watch = Stopwatch.StartNew();
            using HttpResponseMessage response = await _http.PutAsync(Url, new StringContent(text));
            Assert.True(watch.ElapsedMilliseconds >= 55, $"{watch.ElapsedMilliseconds} ms");
        }

        Assert.Equal("two", await _http.GetStringAsync(Url));
    }

    [Fact]
    public async Task Bandwidth_is_capped_both_ways()
    {
        Server.Faults.Add(new Fault { Times = 2, Effect = FaultEffect.Bandwidth(1_000_000) });
        var watch = Stopwatch.StartNew();

        using HttpResponseMessage put = await _http.PutAsync(Url, new ByteArrayContent(new byte[100_000]));
        TimeSpan uploaded = watch.Elapsed;
        byte[] read = await _http.GetByteArrayAsync(Url);

        Assert.True(uploaded.TotalMilliseconds >= 95, $"up {uploaded}");
        Assert.True((watch.Elapsed - uploaded).TotalMilliseconds >= 95, $"down {watch.Elapsed - uploaded}");
        Assert.Equal(100_000, read.Length);
    }

    [Fact]
    public async Task Dropped_reply_hides_work_that_was_done()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.DropReply });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _http.PutAsync(Url, new StringContent("text")));

        Assert.Equal("text", await _http.GetStringAsync(Url));
    }

    [Fact]
    public async Task Truncated_reply_ends_early()
    {
        await PutAsync("a", "0123456789");
        Server.Faults.Add(new Fault { Effect = FaultEffect.TruncateReply(4) });

        HttpRequestException error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => _http.GetByteArrayAsync(Url));

        Assert.Equal(HttpRequestError.ResponseEnded, Assert.IsType<HttpIOException>(error.GetBaseException()).HttpRequestError);
    }

    [Fact]
    public async Task Error_in_a_200_is_an_error_and_nothing_is_done()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = FaultEffect.ErrorInOk("InternalError") });
        string upload = await CreateUploadAsync("a");
        PartETag part = await UploadPartAsync("a", upload, 1, [1]);

        AmazonS3Exception error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => CompleteAsync("a", upload, part));

        Assert.Equal("InternalError", error.ErrorCode);
        Assert.Equal((200, "InternalError"), (Server.Requests[^1].Status, Server.Requests[^1].ErrorCode));
        await NothingIsStoredAsync();
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.NotFound)]
    public async Task Empty_200_says_nothing_about_the_work(bool done, HttpStatusCode later)
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.EmptyOk(done) });

        using HttpResponseMessage put = await _http.PutAsync(Url, new StringContent("text"));

        Assert.Equal((HttpStatusCode.OK, null, 0L), (put.StatusCode, put.Headers.ETag, put.Content.Headers.ContentLength));
        using HttpResponseMessage get = await _http.GetAsync(Url);
        Assert.Equal(later, get.StatusCode);
    }

    [Fact]
    public async Task ETag_in_header_or_document_is_wrong_or_missing()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = FaultEffect.ETag("\"wrong\"") });
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = FaultEffect.ETag(null) });
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.ETag("\"wrong\"") });
        string upload = await CreateUploadAsync("a");

        Assert.Equal("\"wrong\"", (await UploadPartAsync("a", upload, 1, [1])).ETag);
        Assert.Null((await UploadPartAsync("a", upload, 1, [1])).ETag);
        Assert.Equal("\"wrong\"", (await CompleteAsync("a", upload, await UploadPartAsync("a", upload, 1, [1]))).ETag);
        Assert.Equal([1], await ReadAsync("a"));
    }

    [Fact]
    public async Task Flipped_byte_meets_the_checksum_on_the_way_in_and_the_reader_on_the_way_out()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Times = 1, Effect = FaultEffect.FlipByte(1) });
        Server.Faults.Add(new Fault { Operation = S3Operation.GetObject, Effect = FaultEffect.FlipByte(1) });
        using var request = new HttpRequestMessage(HttpMethod.Put, Url) { Content = new StringContent("123456789") };
        request.Headers.Add("x-amz-checksum-crc32", "y/Q5Jg==");

        using HttpResponseMessage refused = await _http.SendAsync(request);
        Assert.Equal((400, "BadDigest"), ((int)refused.StatusCode, Server.Requests[^1].ErrorCode));
        await PutAsync("a", "123456789");

        Assert.Equal("133456789", await _http.GetStringAsync(Url));
    }

    [Fact]
    public async Task Held_requests_go_on_when_the_test_releases_them()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        string upload = await CreateUploadAsync("a");

        var parts = Enumerable.Range(1, 3).Select(number => UploadPartAsync("a", upload, number, [1])).ToList();
        await hold.WaitAsync(3, TestContext.Current.CancellationToken);
        Assert.Equal((3, 3), (Server.PartsInFlight, Server.MaxPartsInFlight));
        Assert.DoesNotContain(parts, part => part.IsCompleted);
        hold.Release();
        await Task.WhenAll(parts);

        Assert.Equal((0, 3), (Server.PartsInFlight, Server.MaxPartsInFlight));
    }

    [Fact]
    public async Task Last_finished_upload_of_a_part_wins()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Attempt = 1, Effect = hold });
        string upload = await CreateUploadAsync("a");
        Task<PartETag> early = UploadPartAsync("a", upload, 1, [1]);
        await hold.WaitAsync(1, TestContext.Current.CancellationToken);
        await UploadPartAsync("a", upload, 1, [2]);
        hold.Release();

        await CompleteAsync("a", upload, await early);

        Assert.Equal([1], await ReadAsync("a"));
    }

    [Fact]
    public async Task Credentials_expire_at_the_request_the_test_names()
    {
        Server.Faults.Add(new Fault { Skip = 2, Effect = FaultEffect.ExpiredCredentials });

        await PutAsync("a", "x");
        await PutAsync("a", "x");

        await FailsAsync(() => PutAsync("a", "x"), 400, "ExpiredToken");
    }

    [Fact]
    public async Task Vanished_upload_is_gone_from_the_request_it_strikes()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = FaultEffect.UploadVanished });
        string upload = await CreateUploadAsync("a");
        await UploadPartAsync("a", upload, 1, [1]);

        await FailsAsync(() => UploadPartAsync("a", upload, 2, [1]), 404, "NoSuchUpload");
        await FailsAsync(() => Client.ListPartsAsync(Bucket, "a", upload), 404, "NoSuchUpload");
    }

    [Fact]
    public async Task Lagging_list_leaves_out_the_parts_stored_last()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.ListParts, Times = 1, Effect = FaultEffect.LaggingListParts(1) });
        string upload = await CreateUploadAsync("a");
        await UploadPartAsync("a", upload, 2, [1]);
        await UploadPartAsync("a", upload, 1, [1]);

        Assert.Equal(2, Assert.Single((await Client.ListPartsAsync(Bucket, "a", upload)).Parts).PartNumber);
        Assert.Equal(2, (await Client.ListPartsAsync(Bucket, "a", upload)).Parts.Count);
    }

    private async Task NothingIsStoredAsync()
    {
        using HttpResponseMessage response = await _http.GetAsync(Url);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
