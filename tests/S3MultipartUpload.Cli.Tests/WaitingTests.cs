using System.Text;
using Amazon.S3;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>The first signal is answered also where the command waits for somebody who does not come.</summary>
public sealed class WaitingTests : CommandLineScenario
{
    [Fact]
    public async Task Signal_while_the_manifest_is_a_pipe_to_which_nobody_writes() =>
        await EndsOnSignalAsync(Start(
            ["verify", "--manifest", await NamedPipeAsync(), "--endpoint", "http://127.0.0.1:1"]), "not everything was compared");

    [Fact]
    public async Task Signal_while_the_file_to_verify_is_a_pipe_to_which_nobody_writes()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult stored = await RunAsync(server, "--file", FileOf(11), "--bucket", Bucket, "--key", "k");
        await File.WriteAllTextAsync(InFolder("manifest"), stored.Output, TestToken);
        await EndsOnSignalAsync(
            Start(server, "verify", "--manifest", InFolder("manifest"), "--file", await NamedPipeAsync()), "not everything was compared");
    }

    [Theory]
    [InlineData("AWS_SHARED_CREDENTIALS_FILE")]
    [InlineData("AWS_CONFIG_FILE")]
    public async Task Signal_while_the_credentials_are_a_pipe_to_which_nobody_writes(string variable) =>
        await EndsOnSignalAsync(
            Start(["list", "--bucket", Bucket, "--endpoint", "http://127.0.0.1:1"], (variable, await NamedPipeAsync())), "Interrupted");

    [Fact]
    public async Task Signal_while_nobody_reads_standard_output_says_that_it_was_not_written()
    {
        await using S3TestServer server = await StartServerAsync();
        using AmazonS3Client client = server.CreateClient();
        foreach (int upload in Enumerable.Range(100, 200))
        {
            await client.InitiateMultipartUploadAsync(Bucket, new string('k', 500) + upload, TestToken);
        }

        string pipe = await NamedPipeAsync();
        using RunningCommand command = StartInShell($">'{pipe}'", server, "list", "--bucket", Bucket);
        await using var reader = new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] first = new byte[1];
        await reader.ReadExactlyAsync(first, TestToken);
        Assert.Equal("[", Encoding.ASCII.GetString(first));
        await command.SignalAsync("INT");
        (await command.EndAsync()).ShouldFail(130, "The list could not be written to standard output: interrupted.");
    }

    private static async Task EndsOnSignalAsync(RunningCommand started, string because)
    {
        using RunningCommand command = started;
        await command.WatchesForHangUpAsync();
        await command.SignalAsync("HUP");
        (await command.EndAsync()).ShouldFail(129, because);
    }
}
