using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>The user is told of each attempt that failed.</summary>
public sealed class ToldAttemptTests : CommandLineScenario
{
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
}
