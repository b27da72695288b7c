using System.Net;
using System.Net.Sockets;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>A store that accepts connections and never answers: the first signal ends the command all the same.</summary>
public sealed class SilentServerTests : CommandLineScenario
{
    [Theory]
    [InlineData("--file FILE --bucket photos --key k", "Whether the store has completed the object is not known")]
    [InlineData("--file LARGE --bucket photos --key k --create-bucket", "Interrupted: ")]
    [InlineData("resume --file LARGE --bucket photos --key k --checkpoint-dir KEPT", "Interrupted: ")]
    [InlineData("abort --bucket photos --key k --checkpoint-dir KEPT", "Interrupted: ")]
    [InlineData("verify --manifest MANIFEST", "Interrupted: ")]
    [InlineData("list --bucket photos", "Interrupted")]
    [InlineData("cleanup --bucket photos --older-than-days 0", "Interrupted: ")]
    [InlineData("lifecycle --bucket photos --days 7", "Interrupted: ")]
    public async Task Signal_ends_the_wait_with_130(string arguments, string because)
    {
        string[] words = await WordsAsync(arguments);
        using var silent = new TcpListener(IPAddress.Loopback, port: 0);
        silent.Start();
        using RunningCommand command = Start(
            [.. words, "--endpoint", $"http://{silent.LocalEndpoint}"], ("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "secret"));
        Task<CommandResult> ended = command.EndAsync();
        if (await Task.WhenAny(ended, RequestAsync(silent)) != ended)
        {
            await command.SignalAsync("INT");
        }

        (await ended).ShouldFail(130, because);
    }

    private static async Task RequestAsync(TcpListener silent)
    {
        TcpClient connection = await silent.AcceptTcpClientAsync(TestToken);
        await connection.GetStream().ReadExactlyAsync(new byte[1], TestToken);
    }

    /// <summary>FILE and LARGE stand for files, KEPT for a folder with a checkpoint, MANIFEST for a manifest.</summary>
    private async Task<string[]> WordsAsync(string arguments)
    {
        string large = FileOf(20 * MiB, "large");
        if (arguments.Contains("KEPT", StringComparison.Ordinal))
        {
            await using S3TestServer server = await StartServerAsync();
            server.Faults.Add(
                new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = FaultEffect.Status(403, "AccessDenied") });
            string[] kept = ["--file", large, "--bucket", Bucket, "--key", "k", "--checkpoint-dir", InFolder("kept")];
            (await RunAsync(server, kept)).ShouldFail(1, "stays open");
        }

        if (arguments.Contains("MANIFEST", StringComparison.Ordinal))
        {
            await using S3TestServer server = await StartServerAsync();
            CommandResult stored = await RunAsync(server, "--file", FileOf(11), "--bucket", Bucket, "--key", "k");
            await File.WriteAllTextAsync(InFolder("manifest"), stored.Output, TestToken);
        }

        return [.. arguments.Split(' ').Select(word => word switch
        {
            "FILE" => FileOf(11),
            "LARGE" => large,
            "KEPT" => InFolder("kept"),
            "MANIFEST" => InFolder("manifest"),
            _ => word,
        })];
    }
}
