using System.Net.Sockets;
using System.Text;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>S3 keys are opaque: what a client sends is the key, to the byte.</summary>
public sealed class KeyTests : EndpointScenario
{
    [Theory]
    [InlineData("/a", "/photos//a")]
    [InlineData("a//b", "/photos/a//b")]
    [InlineData("a/../b", "/photos/a/../b")]
    [InlineData("./a", "/photos/./a")]
    [InlineData("a b+c%", "/photos/a%20b%2Bc%25")]
    [InlineData("ü/日本", "/photos/%C3%BC/%E6%97%A5%E6%9C%AC")]
    [InlineData("a/b", "/photos/a%2Fb")]
    public async Task Key_is_taken_from_the_request_line_as_sent(string key, string path)
    {
        string reply = await SendAsync($"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");

        Assert.StartsWith("HTTP/1.1 200", reply, StringComparison.Ordinal);
        Assert.Equal(key, Assert.Single(Server.Requests).Key);
        ListObjectsV2Response listed = await Client.ListObjectsV2Async(new() { BucketName = Bucket });
        Assert.Equal(key, Assert.Single(listed.S3Objects).Key);
    }

    [Fact]
    public async Task Bucket_may_be_named_by_the_host()
    {
        string reply = await SendAsync("PUT /a/b HTTP/1.1\r\nHost: photos.localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");

        Assert.StartsWith("HTTP/1.1 200", reply, StringComparison.Ordinal);
        Assert.Equal(("photos", "a/b"), (Server.Requests[0].BucketName, Server.Requests[0].Key));
    }

    private async Task<string> SendAsync(string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(Server.Endpoint.Host, Server.Endpoint.Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        return await new StreamReader(stream).ReadToEndAsync();
    }
}
