using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The endpoint as a process of its own.</summary>
public sealed class TestServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("endpoint-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_says_how_it_is_reached_and_keeps_its_folder()
    {
        string[] arguments = ["--folder", _folder.FullName, "--bucket", "photos", "--access-key", "MINE", "--secret-key", "my secret"];
        await using (ServerProcess server = await ServerProcess.StartAsync(arguments))
        {
            Assert.Equal(("MINE", "my secret"), (server.Environment["AWS_ACCESS_KEY_ID"], server.Environment["AWS_SECRET_ACCESS_KEY"]));
            using AmazonS3Client client = server.CreateClient();
            await client.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = "a", ContentBody = "text" });
        }

        await using ServerProcess next = await ServerProcess.StartAsync(arguments);
        using AmazonS3Client reader = next.CreateClient();
        Assert.Equal(4, (await reader.GetObjectMetadataAsync("photos", "a")).ContentLength);
    }

    [Fact]
    public async Task Its_certificate_is_written_for_clients_to_trust()
    {
        string file = Path.Combine(_folder.FullName, "ca.pem");
        await using ServerProcess server =
            await ServerProcess.StartAsync("--https", "--certificate-file", file, "--bucket", "photos", "--allow-anonymous");
        Assert.StartsWith("https://127.0.0.1:", server.Environment["AWS_ENDPOINT_URL"], StringComparison.Ordinal);
        Assert.Equal(file, server.Environment["AWS_CA_BUNDLE"]);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", await File.ReadAllTextAsync(file), StringComparison.Ordinal);

        using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(file);
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        using var trusting = new HttpClient(handler);
        using var others = new HttpClient();
        var address = new Uri(server.Environment["AWS_ENDPOINT_URL"] + "/photos/a");
        using HttpResponseMessage put = await trusting.PutAsync(address, new StringContent("text"));
        Assert.Equal("text", await trusting.GetStringAsync(address));
        await Assert.ThrowsAsync<HttpRequestException>(() => others.GetStringAsync(address));
    }

    [Fact]
    public async Task It_listens_where_it_is_told_to()
    {
        int port = FreePort();
        await using ServerProcess server = await ServerProcess.StartAsync("--port", $"{port}", "--bucket", "photos");
        Assert.Equal($"http://127.0.0.1:{port}", server.Environment["AWS_ENDPOINT_URL"]);
        using AmazonS3Client client = server.CreateClient();
        Assert.Equal("photos", Assert.Single((await client.ListBucketsAsync()).Buckets).BucketName);
    }

    [Theory]
    [InlineData("belong together", "--access-key", "MINE")]
    [InlineData("is for --https", "--certificate-file", "ca.pem")]
    [InlineData("no name for a bucket", "--bucket", "NO")]
    public async Task What_cannot_be_is_refused(string message, params string[] arguments)
    {
        (int exitCode, string error) = await ServerProcess.RefuseAsync(["--port", "0", .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    /// <summary>Below those that systems give to whoever asks for any, so that nobody gets it in the meantime.</summary>
    private static int FreePort()
    {
        for (int port = 20_000 + Random.Shared.Next(10_000); ; port++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; the next one may be free.
            }
        }
    }
}
