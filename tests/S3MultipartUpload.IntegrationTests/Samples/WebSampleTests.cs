using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Samples;

/// <summary>The web sample stores whole files or nothing, and says why.</summary>
public sealed class WebSampleTests : EndpointScenario
{
    private const int Limit = 40 << 20;

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    protected override S3TestServerOptions Options => new() { BucketNames = { "uploads" } };

    [Theory]
    [InlineData(0, true)]
    [InlineData(1000, true)]
    [InlineData(Limit, true)]
    [InlineData(0, false)]
    [InlineData(1000, false)]
    [InlineData(Limit - 1000, false)] // The frames of its chunks are counted too.
    public async Task Body_of_known_or_unknown_length_is_stored(int length, bool isKnown)
    {
        await using WebSample sample = await StartAsync();
        byte[] bytes = RandomBytes(length, seed: 1);
        HttpContent content = isKnown ? new ByteArrayContent(bytes) : new ChunkedContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/html");

        using HttpResponseMessage response = await sample.Http.PutAsync("/files", content, TestToken);

        Stored stored = await StoredAsync(response);
        Assert.Equal(bytes, await ReadAsync(stored.Key, "text/html"));
        Assert.Equal(length, stored.Size);
    }

    [Fact]
    public async Task File_of_a_form_is_stored()
    {
        await using WebSample sample = await StartAsync();
        byte[] bytes = RandomBytes(30 << 20, seed: 2);

        using HttpResponseMessage response = await sample.Http.PostAsync("/files", Form(("note", null), ("cat.jpg", bytes)), TestToken);

        Stored stored = await StoredAsync(response);
        Assert.Equal(bytes, await ReadAsync(stored.Key, "image/jpeg"));
        Assert.DoesNotContain("cat", stored.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_without_a_file_or_with_two_stores_nothing()
    {
        await using WebSample sample = await StartAsync();

        await RefusedAsync(400, sample.Http.PostAsync("/files", Form(("note", null)), TestToken));
        await RefusedAsync(400, sample.Http.PostAsync("/files", Form(("a.txt", new byte[9 << 20]), ("b.txt", [1])), TestToken));
        await RefusedAsync(415, sample.Http.PostAsync("/files", new ByteArrayContent([1]), TestToken));
        HttpContent broken = new StringContent("--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nno end");
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await RefusedAsync(400, sample.Http.PostAsync("/files", broken, TestToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_that_is_too_large_is_refused_and_stores_nothing(bool isKnown)
    {
        await using WebSample sample = await StartAsync();
        byte[] bytes = new byte[Limit + 1];

        await RefusedAsync(413, SendAsync(sample, HttpMethod.Put, isKnown ? new ByteArrayContent(bytes) : new ChunkedContent(bytes)));
        await RefusedAsync(413, SendAsync(sample, HttpMethod.Post, Form(("large.bin", bytes))));
    }

    [Fact(Timeout = 60_000)]
    public async Task Client_that_hangs_up_leaves_no_upload_and_no_object()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using WebSample sample = await StartAsync();
        HoldEffect part = FaultEffect.Hold();
        HoldEffect abort = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = part });
        Server.Faults.Add(new Fault { Operation = S3Operation.AbortMultipartUpload, Effect = abort });
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(sample.Address.Host, sample.Address.Port, token);
            NetworkStream stream = client.GetStream();
            string head = $"PUT /files HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Limit}\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), token);
            await stream.WriteAsync(new byte[10 << 20], token);
            await part.WaitAsync(1, token);
        }

        await abort.WaitAsync(1, token);
        abort.Release();
        part.Release();
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task Store_that_refuses_is_not_shown_to_the_client()
    {
        await using WebSample sample = await StartAsync();
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.Status(403, "AccessDenied") });

        string told = await RefusedAsync(503, sample.Http.PutAsync("/files", new ByteArrayContent([1]), TestToken));

        Assert.DoesNotContain("uploads", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_tells_whether_the_bucket_can_be_written_to()
    {
        await using WebSample sample = await StartAsync();
        Assert.Equal("Healthy", await sample.Http.GetStringAsync("/health", TestToken));

        await Client.DeleteBucketAsync("uploads", TestToken);

        using HttpResponseMessage response = await sample.Http.GetAsync("/health", TestToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Wrong_settings_stop_it_at_its_start()
    {
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => WebSample.StartAsync(Server, TestToken, ("S3Uploads__PartSise", "8MiB")));
        Assert.Contains("PartSize", failure.Message, StringComparison.Ordinal);
    }

    private Task<WebSample> StartAsync() => WebSample.StartAsync(Server, TestToken, ("WebUpload__MaxBodySize", $"{Limit}"));

    private static async Task<Stored> StoredAsync(HttpResponseMessage response)
    {
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(TestToken));
        return await response.Content.ReadFromJsonAsync<Stored>(TestToken) ?? throw new InvalidOperationException("No answer.");
    }

    /// <summary>Asks before it sends the body: else a server that does not read it all would break the connection on its way.</summary>
    private static Task<HttpResponseMessage> SendAsync(WebSample sample, HttpMethod method, HttpContent content)
    {
        var request = new HttpRequestMessage(method, "/files") { Content = content };
        request.Headers.ExpectContinue = true;
        return sample.Http.SendAsync(request, TestToken);
    }

    private async Task<string> RefusedAsync(int status, Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage response = await sending;
        string told = await response.Content.ReadAsStringAsync(TestToken);
        Assert.True((int)response.StatusCode == status, $"{response.StatusCode}: {told}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        await NothingIsStoredAsync();
        return told;
    }

    private async Task NothingIsStoredAsync()
    {
        Assert.Empty((await Client.ListMultipartUploadsAsync("uploads", TestToken)).MultipartUploads ?? []);
        Assert.Empty((await Client.ListObjectsV2Async(new() { BucketName = "uploads" }, TestToken)).S3Objects ?? []);
    }

    private async Task<byte[]> ReadAsync(string key, string contentType)
    {
        Assert.StartsWith("incoming/", key, StringComparison.Ordinal);
        using GetObjectResponse response = await Client.GetObjectAsync("uploads", key, TestToken);
        Assert.Equal((contentType, "attachment"), (response.Headers.ContentType, response.Headers.ContentDisposition));
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes, TestToken);
        return bytes.ToArray();
    }

    private static MultipartFormDataContent Form(params (string Name, byte[]? Bytes)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach ((string name, byte[]? bytes) in fields)
        {
            if (bytes is null)
            {
                form.Add(new StringContent("hello"), name);
            }
            else
            {
                var file = new ByteArrayContent(bytes);
                file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
                form.Add(file, "file", name);
            }
        }

        return form;
    }

    private sealed record Stored(string Key, long Size, string? Checksum);

    /// <summary>A content that does not say how long it is.</summary>
    private sealed class ChunkedContent(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
