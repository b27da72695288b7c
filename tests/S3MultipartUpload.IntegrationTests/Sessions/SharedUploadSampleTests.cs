using System.Diagnostics;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>The sample in which three processes upload one object together.</summary>
public sealed partial class SharedUploadSampleTests
{
    [Fact]
    public async Task Three_processes_upload_one_object()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "photos" } });
        string path = Path.GetTempFileName();
        byte[] bytes = new byte[(60 * 1024 * 1024) + 7];
        new Random(3).NextBytes(bytes);
        await File.WriteAllBytesAsync(path, bytes);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SharedUpload.dll"), path, "photos", "album"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["S3_ENDPOINT"] = server.Endpoint.ToString(),
                ["AWS_ACCESS_KEY_ID"] = server.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = server.SecretKey,
            },
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("Not started.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var manifest = UploadManifest.FromJson(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        File.Delete(path);

        Assert.Equal(0, process.ExitCode);
        Assert.True(manifest.IsComplete);
        Assert.Equal(8, manifest.Parts.Count);
        Assert.Equal(3, WorkerProcess().Matches(await errors).Select(match => match.Value).Distinct().Count());
        using AmazonS3Client client = server.CreateClient();
        using GetObjectResponse stored = await client.GetObjectAsync("photos", "album");
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(manifest.Checksum?.Value, (await client.GetObjectMetadataAsync(new GetObjectMetadataRequest
        {
            BucketName = "photos",
            Key = "album",
            ChecksumMode = ChecksumMode.ENABLED,
        })).ChecksumCRC32);
    }

    [GeneratedRegex(@"Worker \d \(\d+\)")]
    private static partial Regex WorkerProcess();
}
