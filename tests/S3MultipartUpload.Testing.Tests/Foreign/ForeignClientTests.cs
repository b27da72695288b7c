using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Clients nobody here wrote, where they are installed (Debian: awscli, python3-boto3, rclone, s3cmd).</summary>
public sealed class ForeignClientTests : IAsyncLifetime
{
    private const string Bucket = "photos";
    private const string Key = "folder/a b+ü.bin";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("foreign-");
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes((20 << 20) + 1);
    private S3TestServer? _server;

    private S3TestServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    private string Source => Path.Combine(_folder.FullName, "source.bin");

    private string Target => Path.Combine(_folder.FullName, "target.bin");

    private ForeignCommand Command => new(Server, _folder.FullName);

    public async ValueTask InitializeAsync()
    {
        _server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket } });
        await File.WriteAllBytesAsync(Source, _bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Aws_cli_uploads_in_parts_lists_downloads_copies_and_deletes()
    {
        SkipWithout("aws");
        await AwsAsync("s3", "cp", "source.bin", $"s3://{Bucket}/{Key}");
        Assert.True(Count(S3Operation.UploadPart) >= 2);
        Assert.Contains($"{_bytes.Length} {Key}", await AwsAsync("s3", "ls", "--recursive", $"s3://{Bucket}/"), StringComparison.Ordinal);

        await AwsAsync("s3", "cp", $"s3://{Bucket}/{Key}", $"s3://{Bucket}/copy");
        await AwsAsync("s3", "cp", $"s3://{Bucket}/copy", "target.bin");
        await AssertSameAsync();

        await AwsAsync("s3", "rm", "--recursive", $"s3://{Bucket}/");
        Assert.Empty((await AwsAsync("s3", "ls", $"s3://{Bucket}/")).Trim());
    }

    [Fact]
    public async Task Aws_cli_uploads_part_by_part_aborts_and_presigns()
    {
        SkipWithout("aws");
        string[] at = ["--bucket", Bucket, "--key", Key];
        string upload = (await AwsAsync(["s3api", "create-multipart-upload", .. at, "--query", "UploadId", "--output", "text"])).Trim();
        await AwsAsync(["s3api", "upload-part", .. at, "--upload-id", upload, "--part-number", "2", "--body", "source.bin"]);
        Assert.Equal(
            "2", (await AwsAsync(
                ["s3api", "list-parts", .. at, "--upload-id", upload, "--query", "Parts[].PartNumber", "--output", "text"])).Trim());
        Assert.Contains(upload, await AwsAsync("s3api", "list-multipart-uploads", "--bucket", Bucket), StringComparison.Ordinal);
        await AwsAsync(["s3api", "abort-multipart-upload", .. at, "--upload-id", upload]);
        (int exitCode, string _, string? errors) = await Command
            .TryAsync("aws", ["--endpoint-url", Server.Endpoint.ToString(), "s3api", "list-parts", .. at, "--upload-id", upload]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("NoSuchUpload", errors, StringComparison.Ordinal);

        await AwsAsync("s3", "cp", "source.bin", $"s3://{Bucket}/{Key}");
        string url = (await AwsAsync("s3", "presign", $"s3://{Bucket}/{Key}")).Trim();
        using var http = new HttpClient();
        using HttpResponseMessage response = await http.GetAsync(new Uri(url));

        // Older versions presign with version 2 of the signature, which no region opened since 2014 accepts.
        Assert.Equal(url.Contains("X-Amz-Algorithm", StringComparison.Ordinal) ? 200 : 400, (int)response.StatusCode);
    }

    [Fact]
    public async Task Boto3_runs_through_its_transfers_and_the_multipart_calls()
    {
        SkipWithout("python3");
        Assert.SkipUnless((await Command.TryAsync("python3", "-c", "import boto3")).ExitCode == 0, "boto3 is not installed: its " +
            "test is skipped.");
        string script = Path.Combine(AppContext.BaseDirectory, "Foreign", "boto3_client.py");

        string output = await Command.RunAsync("python3", script, Bucket, Key, "source.bin");

        Assert.Equal("done", output.Trim());
        Assert.True(Count(S3Operation.UploadPart) >= 4);
    }

    [Fact]
    public async Task Rclone_uploads_in_parts_checks_moves_and_cleans_up()
    {
        SkipWithout("rclone");
        await Command.RunAsync("rclone", "copyto", "source.bin", $"s3:{Bucket}/{Key}", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M");
        Assert.Equal(5, Count(S3Operation.UploadPart));
        await Command.RunAsync("rclone", "moveto", $"s3:{Bucket}/{Key}", $"s3:{Bucket}/moved");
        Assert.Equal("moved", (await Command.RunAsync("rclone", "lsf", "-R", $"s3:{Bucket}")).Trim());
        await Command.RunAsync("rclone", "copyto", $"s3:{Bucket}/moved", "target.bin");
        await AssertSameAsync();

        using AmazonS3Client client = Server.CreateClient();
        await client.InitiateMultipartUploadAsync(Bucket, "open");
        Assert.Contains(
            "open", await Command.RunAsync("rclone", "backend", "list-multipart-uploads", $"s3:{Bucket}"), StringComparison.Ordinal);
        await Command.RunAsync("rclone", "backend", "cleanup", $"s3:{Bucket}", "-o", "max-age=0s");
        await Command.RunAsync("rclone", "deletefile", $"s3:{Bucket}/moved");

        Assert.Empty(
            (await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket })).MultipartUploads ?? []);
        Assert.Empty((await client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects ?? []);
    }

    [Fact]
    public async Task S3cmd_uploads_in_parts_lists_downloads_and_aborts()
    {
        SkipWithout("s3cmd");
        await S3CmdAsync("put", "--multipart-chunk-size-mb=5", "source.bin", $"s3://{Bucket}/{Key}");
        Assert.Equal(5, Count(S3Operation.UploadPart));
        Assert.Contains(Key, await S3CmdAsync("ls", "--recursive", $"s3://{Bucket}"), StringComparison.Ordinal);
        await S3CmdAsync("get", "--force", $"s3://{Bucket}/{Key}", "target.bin");
        await AssertSameAsync();

        using AmazonS3Client client = Server.CreateClient();
        string upload = (await client.InitiateMultipartUploadAsync(Bucket, "open")).UploadId;
        Assert.Contains(upload, await S3CmdAsync("multipart", $"s3://{Bucket}"), StringComparison.Ordinal);
        await S3CmdAsync("abortmp", $"s3://{Bucket}/open", upload);
        await S3CmdAsync("del", "--recursive", "--force", $"s3://{Bucket}");

        Assert.Empty(
            (await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket })).MultipartUploads ?? []);
        Assert.Empty((await client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects ?? []);
    }

    private static void SkipWithout(string command) =>
        Assert.SkipUnless(ForeignCommand.IsInstalled(command), $"{command} is not installed: its tests are skipped.");

    private Task<string> AwsAsync(params string[] arguments) =>
        Command.RunAsync("aws", ["--endpoint-url", Server.Endpoint.ToString(), .. arguments]);

    private Task<string> S3CmdAsync(params string[] arguments) => Command.RunAsync(
        "s3cmd",
        [
            $"--access_key={Server.AccessKey}", $"--secret_key={Server.SecretKey}", $"--host={Server.Endpoint.Authority}",
            $"--host-bucket={Server.Endpoint.Authority}", "--no-ssl", $"--region={Server.Region}", "--no-progress", .. arguments,
        ]);

    private int Count(S3Operation operation) => Server.Requests.Count(request => request.Operation == operation && request.Status == 200);

    private async Task AssertSameAsync() => Assert.Equal(SHA256.HashData(_bytes), SHA256.HashData(await File.ReadAllBytesAsync(Target)));
}
