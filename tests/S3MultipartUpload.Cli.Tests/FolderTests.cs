using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>A folder as --file.</summary>
public sealed class FolderTests : CommandLineScenario
{
    private static readonly string[] Names = ["a.jpg", "b.txt", "sub/c.jpg", "sub/deep/d.jpg"];

    [Fact]
    public async Task Every_file_is_stored_under_the_prefix()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(
            server, "--file", Folder(), "--bucket", Bucket, "--key", "2026/", "--checkpoint-dir", InFolder("kept"), "--concurrency", "3",
            "--metadata", "author=Ada");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Names.Select(name => "2026/" + name), await KeysAsync(server));
        Assert.Contains("Stored 4 files with ", result.ErrorLines[^1], StringComparison.Ordinal);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + Names.Length, lines.Count(line => line.Contains("bucket")));
        using AmazonS3Client client = server.CreateClient();
        GetObjectMetadataResponse stored = await client.GetObjectMetadataAsync(Bucket, "2026/sub/c.jpg", TestToken);
        Assert.Equal(("image/jpeg", "Ada"), (stored.Headers.ContentType, stored.Metadata["author"]));
    }

    [Fact]
    public async Task Patterns_choose_the_files_and_a_slash_is_no_prefix()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(
            server,
            "--file", Folder(), "--bucket", Bucket, "--key", "/", "--include", "**/*.jpg", "--include", "b.*", "--exclude", "sub/deep/**");
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(["a.jpg", "b.txt", "sub/c.jpg"], await KeysAsync(server));
    }

    [Fact]
    public async Task A_file_that_fails_is_named_at_the_end_and_the_others_are_stored()
    {
        await using S3TestServer server = await StartServerAsync();
        server.Faults.Add(
            new Fault { Operation = S3Operation.PutObject, Key = "2026/sub/c.jpg", Effect = FaultEffect.Status(403, "AccessDenied") });
        string[] arguments = ["--file", Folder(), "--bucket", Bucket, "--key", "2026/", "--checkpoint-dir", InFolder("kept")];
        CommandResult result = await RunAsync(server, arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("sub/c.jpg: Storing '2026/sub/c.jpg'", result.ErrorLines[^2], StringComparison.Ordinal);
        Assert.EndsWith(", 1 failed.", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(["2026/a.jpg", "2026/b.txt", "2026/sub/deep/d.jpg"], await KeysAsync(server));

        server.Faults.Clear();
        CommandResult again = await RunAsync(server, arguments);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("Stored 1 files with ", again.ErrorLines[^1], StringComparison.Ordinal);
        Assert.EndsWith(", 3 were there already.", again.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_told_at_once()
    {
        using RunningCommand command = Start(
            ["--file", Folder(), "--bucket", Bucket, "--key", "2026/", "--endpoint", "http://127.0.0.1:1"],
            ("AWS_ACCESS_KEY_ID", "any"),
            ("AWS_SECRET_ACCESS_KEY", "secret"));
        CommandResult result = await command.EndAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("http://127.0.0.1:1/ cannot be reached", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signal_lets_the_parts_on_their_way_finish_and_says_so()
    {
        await using S3TestServer server = await StartServerAsync();
        HoldEffect hold = FaultEffect.Hold();
        server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Key = "2026/b.txt", Effect = hold });
        string[] arguments = ["--file", Folder(), "--bucket", Bucket, "--key", "2026/", "--checkpoint-dir", InFolder("kept")];
        using RunningCommand command = Start(server, arguments);
        await hold.WaitAsync(1, TestToken);
        await command.SignalAsync("INT");
        await command.ErrorLineAsync("the parts on their way may finish");
        hold.Release();
        CommandResult result = await command.EndAsync();
        Assert.True(result.ExitCode == 130, result.Errors);
        Assert.Contains("Run the same command again to continue.", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(server, arguments)).ExitCode);
        Assert.Equal(Names.Length, (await KeysAsync(server)).Count);
    }

    private string Folder()
    {
        Directory.CreateDirectory(InFolder("folder/sub/deep"));
        foreach (string name in Names.Where(name => !File.Exists(InFolder($"folder/{name}"))))
        {
            FileOf(1_000 + name.Length, $"folder/{name}");
        }

        return InFolder("folder");
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(S3TestServer server)
    {
        using AmazonS3Client client = server.CreateClient();
        ListObjectsV2Response listed = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, TestToken);
        return [.. (listed.S3Objects ?? []).Select(found => found.Key)];
    }
}
