using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>A sample as <c>dotnet run</c> starts it: a process, and nothing in it that is a test's.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process _process;

    private SampleProcess(Process process) => _process = process;

    public string Address { get; private set; } = "";

    /// <param name="name">The sample's; its assembly came along.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">What it finds otherwise than this process does.</param>
    public static async Task<SampleProcess> StartAsync(
        string name, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        foreach ((string variable, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[variable] = value;
        }

        var sample = new SampleProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."));
        while (await sample._process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            if (line.Contains(Listening, StringComparison.Ordinal))
            {
                sample.Address = line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..];
                _ = sample._process.StandardOutput.ReadToEndAsync(); // Who does not read it stops it when the pipe is full.
                return sample;
            }
        }

        await sample.DisposeAsync();
        throw new InvalidOperationException($"{name} has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <returns>The bytes of the only object in the folder that the endpoint of a sample, which has ended, has left.</returns>
    public static async Task<byte[]> StoredAsync(string folder)
    {
        await using S3TestServer store = await S3TestServer.StartAsync(new() { DataDirectory = folder });
        using AmazonS3Client client = store.CreateClient();
        S3Object found = Assert.Single((await client.ListObjectsV2Async(new() { BucketName = "uploads" })).S3Objects);
        using GetObjectResponse stored = await client.GetObjectAsync("uploads", found.Key);
        using var bytes = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
