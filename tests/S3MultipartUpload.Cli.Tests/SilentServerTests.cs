using System.Net;
using System.Net.Sockets;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>The user is told of each attempt that failed.</summary>
public sealed class SilentServerTests : CommandLineScenario
{
    /// <summary>In the time of the clock on the wall: one minute, in which an answer may come.</summary>
    [Fact]
    public async Task A_server_that_accepts_and_never_answers_leaves_no_command_silent()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0); // The system accepts for it.
        silent.Start();
        string manifest = await ManifestAsync();
        string[] where = ["--endpoint", $"http://{silent.LocalEndpoint}"];
        string file = FileOf(20 * MiB);
        string[] upload = ["--bucket", Bucket, "--key", "k", .. where];
        await Task.WhenAll(
            IsToldAsync("Attempt 1 of CreateMultipartUpload failed: ", ["--file", file, .. upload]),
            IsToldAsync("Attempt 1 to send part 1 failed: ", ["--file", FileOf(11, "small"), .. upload]),
            IsToldAsync("Attempt 1 of ListMultipartUploads failed: ", ["list", "--bucket", Bucket, .. where]),
            IsToldAsync("Attempt 1 of ListMultipartUploads failed: ", ["cleanup", "--older-than-days", "0", "--bucket", Bucket, .. where]),
            IsToldAsync("Attempt 1 of GetBucketLifecycleConfiguration failed: ", ["lifecycle", "--days", "1", "--bucket", Bucket, .. where]),
            IsToldAsync("Attempt 1 of HeadObject failed: ", ["verify", "--manifest", manifest, .. where]));
    }

    [Fact]
    public async Task Each_attempt_of_a_list_and_of_a_sweep_is_told()
    {
        await using S3TestServer server = await StartServerAsync();
        foreach (string[] command in new string[][] { ["list"], ["cleanup", "--older-than-days", "0"] })
        {
            server.Faults.Add(
                new Fault { Operation = S3Operation.ListMultipartUploads, Times = 2, Effect = FaultEffect.Status(503, "SlowDown") });
            CommandResult result = await RunAsync(server, [.. command, "--bucket", Bucket]);
            Assert.Equal(0, result.ExitCode);
            Assert.Equal(3, result.ErrorLines.Count);
            Assert.StartsWith("Attempt 1 of ListMultipartUploads failed: ", result.ErrorLines[0], StringComparison.Ordinal);
            Assert.StartsWith("Attempt 2 of ListMultipartUploads failed: ", result.ErrorLines[1], StringComparison.Ordinal);
        }
    }

    private async Task<string> ManifestAsync()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult stored = await RunAsync(server, "--file", FileOf(11, "small"), "--bucket", Bucket, "--key", "k");
        await File.WriteAllTextAsync(InFolder("manifest"), stored.Output, TestToken);
        return InFolder("manifest");
    }

    private async Task IsToldAsync(string message, string[] arguments)
    {
        using RunningCommand command = Start(arguments, ("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "secret"));
        await command.ErrorLineAsync(message);
        await command.SignalAsync("INT");
        (await command.EndAsync()).ShouldFail(130, "Interrupted");
    }
}
