using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>A client set up by ForUploads sends what the SDK's sends, and asks for leave only where that pays.</summary>
public sealed class ClientForUploadsTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ClientForUploadsTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void What_the_caller_has_set_stays()
    {
        var factory = new UnusedFactory();
        AmazonS3Config config = new AmazonS3Config
        {
            ServiceURL = "https://s3.example",
            ConnectTimeout = TimeSpan.FromSeconds(3),
            HttpClientFactory = factory,
            MaxConnectionsPerServer = 7,
        }.ForUploads();
        Assert.Equal((0, 1, 256 * 1024), (config.MaxErrorRetry, config.MaxStaleConnectionRetries, config.BufferSize));
        Assert.Equal((TimeSpan.FromSeconds(3), 7), (config.ConnectTimeout, config.MaxConnectionsPerServer));
        Assert.Same(factory, config.HttpClientFactory);
        Assert.Equal("https://s3.example/", config.ServiceURL);
    }

    [Fact]
    public void A_host_that_is_gone_is_given_up_and_connections_are_not_counted()
    {
        AmazonS3Config config = new AmazonS3Config().ForUploads();
        Assert.Equal((TimeSpan.FromSeconds(15), null), (config.ConnectTimeout, config.MaxConnectionsPerServer));
    }

    [Theory]
    [InlineData(4096, false)]
    [InlineData(1024 * 1024, true)]
    public async Task Leave_is_asked_for_before_large_bodies_alone(int size, bool asks)
    {
        Task<string> head = AnswerAsync(size);
        using AmazonS3Client client = Client(new AmazonS3Config { ServiceURL = $"http://127.0.0.1:{Port}" });
        await PutAsync(client, size);
        Assert.Equal(asks, (await head).Contains("\r\nExpect: 100-continue", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_proxy_is_used()
    {
        Task<string> head = AnswerAsync(size: 5);
        using AmazonS3Client client = Client(
            new AmazonS3Config { ServiceURL = "http://store.example", ProxyHost = "127.0.0.1", ProxyPort = Port });
        await PutAsync(client, size: 5);
        Assert.StartsWith("PUT http://store.example/", await head, StringComparison.Ordinal);
    }

    /// <summary>Nothing here weakens the check of certificates: one that no authority vouches for is refused.</summary>
    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { "photos" }, Https = true }, TestContext.Current.CancellationToken);
        using AmazonS3Client client = Client(new AmazonS3Config { ServiceURL = server.Endpoint.ToString() });
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => PutAsync(client, size: 5));
        Assert.Contains("SSL", refused.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static AmazonS3Client Client(AmazonS3Config config)
    {
        (config.ForcePathStyle, config.AuthenticationRegion) = (true, "us-east-1");
        return new AmazonS3Client(new BasicAWSCredentials("key", "secret"), config.ForUploads());
    }

    private static Task<PutObjectResponse> PutAsync(AmazonS3Client client, int size) => client.PutObjectAsync(
        new PutObjectRequest { BucketName = "photos", Key = "a", InputStream = new MemoryStream(new byte[size]), UseChunkEncoding = false },
        TestContext.Current.CancellationToken);

    /// <returns>The head of the one request that is answered.</returns>
    private async Task<string> AnswerAsync(int size)
    {
        using Socket socket = await _listener.AcceptSocketAsync();
        byte[] buffer = new byte[64 * 1024];
        var received = new MemoryStream();
        int end;
        while ((end = received.GetBuffer().AsSpan(0, (int)received.Length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            received.Write(buffer, 0, await socket.ReceiveAsync(buffer));
        }

        string head = Encoding.ASCII.GetString(received.GetBuffer(), 0, end);
        if (head.Contains("100-continue", StringComparison.Ordinal))
        {
            await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        }

        for (long left = end + 4 + size - received.Length; left > 0;)
        {
            left -= await socket.ReceiveAsync(buffer);
        }

        await socket.SendAsync("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        return head;
    }

    private sealed class UnusedFactory : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => throw new NotSupportedException();
    }
}
