using System.Globalization;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Requests that announce more than anybody sends: they are refused at once, or cost nothing until the bytes are there.</summary>
[Collection(nameof(RunsAlone))]
public sealed class AnnouncedSizeTests : EndpointScenario
{
    private const string Framed = "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-decoded-content-length: ";

    [Theory]
    [InlineData("Content-Length: 5368709121", "400", "EntityTooLarge")]
    [InlineData("Content-Length: 9223372036854775807", "400", "EntityTooLarge")]
    [InlineData("Content-Length: 9223372036854775808", "400", "")]
    [InlineData("Content-Length: -1", "400", "")]
    [InlineData("Content-Length: 12\r\n" + Framed + "9223372036854775807", "400", "EntityTooLarge")]
    [InlineData("Content-Length: 12\r\n" + Framed + "9223372036854775808", "411", "MissingContentLength")]
    [InlineData("Content-Length: 12\r\n" + Framed + "-5", "411", "MissingContentLength")]
    public async Task A_body_that_is_announced_too_long_is_refused_before_it_is_sent(string header, string status, string code)
    {
        string reply = await AskAsync($"PUT /{Bucket}/a HTTP/1.1\r\nHost: a\r\n{header}\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", reply, StringComparison.Ordinal);
        Assert.Contains(code, reply, StringComparison.Ordinal);
        await AssertWorksAsync();
    }

    [Theory]
    [InlineData("7fffffffffffffff\r\nabc")]
    [InlineData("8000000000000000\r\nabc")]
    [InlineData("ffffffffffffffffffffffffffffffff\r\nabc")]
    public async Task A_chunk_that_is_announced_too_long_is_refused(string body)
    {
        string reply = await AskAsync(
            $"PUT /{Bucket}/a HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n{Framed}3\r\n\r\n{body}");

        Assert.StartsWith("HTTP/1.1 400 ", reply, StringComparison.Ordinal);
        await AssertWorksAsync();
    }

    [Fact]
    public async Task A_document_that_is_announced_too_long_is_refused_before_it_is_sent()
    {
        string reply = await AskAsync($"POST /{Bucket}?delete HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n<Delete>");

        Assert.StartsWith("HTTP/1.1 400 ", reply, StringComparison.Ordinal);
        await AssertWorksAsync();
    }

    [Fact]
    public async Task Lines_without_end_are_refused()
    {
        string endless = new('a', 200_000);
        string[] requests =
        [
            $"GET /{Bucket}/{endless} HTTP/1.1\r\nHost: a\r\n\r\n",
            $"GET /{Bucket}/a HTTP/1.1\r\nHost: a\r\nx-amz-meta-a: {endless}\r\n\r\n",
            $"GET /{Bucket}/a HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Repeat("a: b\r\n", 5_000))}\r\n",
            $"PUT /{Bucket}/a HTTP/1.1\r\nHost: a\r\nContent-Length: {endless.Length}\r\n{Framed}3\r\n\r\n{endless}",
        ];
        foreach (string request in requests)
        {
            Assert.StartsWith("HTTP/1.1 4", await AskAsync(request), StringComparison.Ordinal);
        }

        await AssertWorksAsync();
    }

    [Fact]
    public async Task Memory_is_taken_for_what_has_arrived_and_not_for_what_is_announced()
    {
        const int announced = 1_000;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var connections = new List<RawConnection>();
        for (int i = 0; i < announced; i++)
        {
            RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
            connections.Add(connection);
            await connection.SendAsync(string.Create(
                CultureInfo.InvariantCulture, $"PUT /{Bucket}/{i} HTTP/1.1\r\nHost: a\r\nContent-Length: {5L << 30}\r\n\r\n1"));
        }

        await AssertWorksAsync();
        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        connections.ForEach(connection => connection.Dispose());

        // What tests before this one left behind may have gone meanwhile: less than nothing may seem to be taken.
        Assert.InRange(taken / announced, long.MinValue, 200 << 10);
    }

    private async Task<string> AskAsync(string request)
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
        Task sending = connection.SendAsync(request.Replace("Host: a\r\n", "Host: a\r\nConnection: close\r\n", StringComparison.Ordinal));
        string reply = await connection.ReadToEndAsync();
        try
        {
            await sending;
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Refused before it had all arrived.
        }

        return reply;
    }

    private async Task AssertWorksAsync()
    {
        await PutAsync("works", "text");
        Assert.Equal("text"u8.ToArray(), await ReadAsync("works"));
    }
}
