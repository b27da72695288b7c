using System.Net.Sockets;
using System.Text;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>A refusal before the body leaves the connection in order: the next request on it is never taken for the body.</summary>
public sealed class UnreadBodyTests : EndpointScenario
{
    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket }, AllowAnonymous = true };

    [Theory]
    [InlineData("/none/a", "", "404 ")]
    [InlineData($"/{Bucket}/a?renameObject", "", "501 ")]
    [InlineData($"/{Bucket}/a", "If-Match: \"x\"\r\n", "404 ")]
    [InlineData($"/{Bucket}/a", "x-amz-expected-bucket-owner: 999999999999\r\n", "403 ")]
    [InlineData($"/{Bucket}/there", "If-None-Match: *\r\n", "412 ")]
    public async Task A_client_that_waits_to_be_asked_is_told_that_the_connection_ends(string target, string header, string status)
    {
        await PutAsync("there", "text");
        using TcpClient connection = await ConnectAsync();
        string reply = await ExchangeAsync(connection, Put(target, header + "Expect: 100-continue\r\n", 5), until: "</Error>");
        Assert.StartsWith($"HTTP/1.1 {status}", reply, StringComparison.Ordinal);
        Assert.Contains("Connection: close", reply, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_body_that_comes_all_the_same_is_read_and_the_connection_goes_on()
    {
        using TcpClient connection = await ConnectAsync();
        string replies = await ExchangeAsync(
            connection,
            Put("/none/a", "", 5) + "hello" + Put($"/{Bucket}/a", "", 5) + "hello" +
            $"GET /{Bucket}/a HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.Equal(
            ["404", "200", "200"],
            replies.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries).Select(reply => reply[..3]));
        Assert.EndsWith("hello", replies, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_asked_keeps_its_connection()
    {
        using TcpClient connection = await ConnectAsync();
        string replies = await ExchangeAsync(
            connection,
            Put($"/{Bucket}/a", "Expect: 100-continue\r\n", 5) + "hello" +
            $"GET /{Bucket}/a HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.Equal(
            ["200", "200"],
            replies.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries).Select(reply => reply[..3]));
    }

    private static string Put(string target, string headers, int length) =>
        $"PUT {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Length: {length}\r\n\r\n";

    private static bool IsOver(string answer, string until) =>
        answer.EndsWith(until, StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 100 ", StringComparison.Ordinal);

    /// <summary>Sends a text and reads until an answer ends so or asks for the body, or the endpoint closes the connection.</summary>
    private static async Task<string> ExchangeAsync(TcpClient connection, string text, string? until = null)
    {
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        var answer = new StringBuilder();
        byte[] buffer = new byte[1024];
        while ((until is null || !IsOver(answer.ToString(), until))
            && await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
        {
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(Server.Endpoint.Host, Server.Endpoint.Port);
        return connection;
    }
}
