using System.Net;
using System.Net.Sockets;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

public sealed class FailureTests : CommandLineScenario
{
    [Fact]
    public async Task Missing_bucket_exits_1_and_says_how_to_make_one()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "--file", FileOf(20 * MiB), "--bucket", "missing", "--key", "k");
        result.ShouldFail(1, "--create-bucket");
    }

    [Fact]
    public async Task Control_characters_of_a_key_reach_neither_the_terminal_nor_a_new_line()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "--file", FileOf(11), "--bucket", "missing", "--key", "k\u001b[31m\nStored k");
        result.ShouldFail(1, "k?[31m Stored k");
        Assert.DoesNotContain(result.ErrorLines, line => line.StartsWith("Stored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unreachable_endpoint_fails_at_once()
    {
        // Bound but not listening: connections are refused, and nobody else gets the port.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string[] arguments = ["--file", FileOf(20 * MiB), "--bucket", Bucket, "--key", "k", "--endpoint", $"http://{socket.LocalEndPoint}"];
        using RunningCommand command = Start(arguments, ("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "secret"));
        CommandResult result = await command.EndAsync();
        result.ShouldFail(1, $"http://{socket.LocalEndPoint}/ cannot be reached: Connection refused");
        Assert.Single(result.ErrorLines);
    }

    [Fact]
    public async Task Standard_error_on_a_full_disk_does_not_fail_the_upload()
    {
        CommandResult result = await RunInShellAsync(
            "2>/dev/full", "--file", FileOf(20 * MiB), "--bucket", Bucket, "--key", "k", "--embedded", StoreFolder, "--create-bucket");
        Assert.True(result.Manifest().IsComplete);
    }

    [Fact]
    public async Task Missing_credentials_are_named()
    {
        CommandResult result = await RunAsync(
            server: null, "--file", FileOf(11), "--bucket", Bucket, "--key", "k", "--endpoint", "http://127.0.0.1:9");
        result.ShouldFail(1, "No AWS credentials were found. Set AWS_ACCESS_KEY_ID");
    }

    [Fact]
    public async Task Missing_region_is_named()
    {
        CommandResult result = await RunAsync(server: null, "--file", FileOf(11), "--bucket", Bucket, "--key", "k");
        result.ShouldFail(1, "No AWS region is set. Set AWS_REGION");
    }

    [Fact]
    public async Task Failed_attempt_is_told_and_made_again()
    {
        await using S3TestServer server = await StartServerAsync();
        server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Attempt = 1, Effect = FaultEffect.Status(503, "SlowDown") });
        CommandResult result = await RunAsync(server, "--file", FileOf(11 * MiB), "--bucket", Bucket, "--key", "k", "--chunk_size", "5");
        Assert.Equal(1, result.Manifest().Retries);
        Assert.Contains(result.ErrorLines, line => line.StartsWith("Attempt 1 to send part 2 failed: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Denied_part_fails_the_upload_and_leaves_none_open()
    {
        await using S3TestServer server = await StartServerAsync();
        server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = FaultEffect.Status(403, "AccessDenied") });
        CommandResult result = await RunAsync(server, "--file", FileOf(11 * MiB), "--bucket", Bucket, "--key", "k", "--chunk_size", "5");
        result.ShouldFail(1, "failed at part 2");
        Assert.Contains(server.Requests, request => request is { Operation: S3Operation.AbortMultipartUpload, Status: 204 });
    }
}
