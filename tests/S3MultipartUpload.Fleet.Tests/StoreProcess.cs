using System.Diagnostics;
using Amazon.S3;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>The endpoint as a process of its own: <c>s3-test-server</c>.</summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    private readonly Process _process;

    private StoreProcess(Process process, IReadOnlyDictionary<string, string> said)
    {
        _process = process;
        (Endpoint, Credential) = (new Uri(said["AWS_ENDPOINT_URL"]), new(said["AWS_ACCESS_KEY_ID"], said["AWS_SECRET_ACCESS_KEY"]));
        Client = new AmazonS3Client(
            Credential.AccessKey,
            Credential.SecretKey,
            new AmazonS3Config { ServiceURL = said["AWS_ENDPOINT_URL"], ForcePathStyle = true, AuthenticationRegion = said["AWS_REGION"] });
    }

    public Uri Endpoint { get; }

    public S3Credential Credential { get; }

    public AmazonS3Client Client { get; }

    public static async Task<StoreProcess> StartAsync(string bucket)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "S3MultipartUpload.TestServer.dll");
        Process process = Process.Start(
            new ProcessStartInfo("dotnet", [assembly, "--port", "0", "--bucket", bucket]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The endpoint did not start.");
        var said = new Dictionary<string, string>();
        while (!said.ContainsKey("AWS_ENDPOINT_URL") && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            string[] words = line["export ".Length..].Split('=', 2);
            said[words[0]] = words[1].Trim('\'');
        }

        return new StoreProcess(process, said);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
