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
        await using ServerProcess server = await ServerProcess.StartAsync("--https", "--certificate-file", file);
        Assert.StartsWith("https://127.0.0.1:", server.Environment["AWS_ENDPOINT_URL"], StringComparison.Ordinal);
        Assert.Equal(file, server.Environment["AWS_CA_BUNDLE"]);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
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
}
