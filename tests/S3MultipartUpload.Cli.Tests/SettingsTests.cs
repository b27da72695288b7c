using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>Files that the command reads beside what it stores: manifests, checkpoints, and the settings of AWS's tools.</summary>
public sealed class SettingsTests : CommandLineScenario
{
    [Fact]
    public async Task A_manifest_is_read_no_further_than_one_can_be_long()
    {
        await using S3TestServer server = await StartServerAsync();
        (await RunAsync(server, "verify", "--manifest", "/dev/zero")).ShouldFail(2, "--manifest: '/dev/zero' has more than 64 MiB");
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_manifest_is_read_from_a_pipe()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult stored = await RunAsync(server, "--file", FileOf(11), "--bucket", Bucket, "--key", "k");
        string pipe = await NamedPipeAsync();
        using RunningCommand command = Start(server, "verify", "--manifest", pipe);
        await using (var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            await writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(stored.Output), TestToken);
        }

        Assert.Equal(0, (await command.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("", "pipe")]
    [InlineData("", "link")]
    [InlineData("", "folder")]
    [InlineData(".lock", "pipe")]
    [InlineData(".lock", "link")]
    [InlineData(".lock", "folder")]
    public async Task A_checkpoint_or_lock_that_is_no_regular_file_is_refused(string extension, string kind)
    {
        await using S3TestServer server = await StartServerAsync();
        string[] target = ["--bucket", Bucket, "--key", "k", "--checkpoint-dir", InFolder("checkpoints")];
        string[] upload = ["--file", FileOf(11 * MiB), .. target];
        string path = await CheckpointAsync(server, upload) + extension;
        File.Delete(path);
        string foreign = FileOf(100, "foreign");
        switch (kind)
        {
            case "pipe":
                File.Move(await NamedPipeAsync(), path);
                break;
            case "link":
                File.CreateSymbolicLink(path, foreign);
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }

        byte[] before = await File.ReadAllBytesAsync(foreign, TestToken);
        int requests = server.Requests.Count;
        foreach (string[] command in new string[][] { upload, ["resume", .. upload], ["abort", .. target] })
        {
            (await RunAsync(server, command)).ShouldFail(1, $"'{path}' is a link, or no regular file.");
        }

        Assert.Equal(requests, server.Requests.Count);
        Assert.Equal(before, await File.ReadAllBytesAsync(foreign, TestToken));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("resume")]
    [InlineData("abort")]
    public async Task A_file_for_the_folder_of_checkpoints_is_refused(string? command)
    {
        string[] target = ["--bucket", Bucket, "--key", "k", "--checkpoint-dir", FileOf(1, "f"), "--endpoint", "http://127.0.0.1:1"];
        string[] file = command == "abort" ? [] : ["--file", FileOf(11)];
        CommandResult result = await RunAsync(server: null, [.. command is null ? [] : new[] { command }, .. file, .. target]);
        result.ShouldFail(2, $"--checkpoint-dir: '{InFolder("f")}' is a file, not a folder.");
    }

    [Theory]
    [InlineData("list --bucket photos --endpoint http://127.0.0.1:1", false, 2)]
    [InlineData("list --bucket photos", false, 2)]
    [InlineData("list --bucket photos", true, 1)] // It has keys, and no region.
    public async Task A_misspelt_profile_is_named_as_such(string arguments, bool hasKeys, int exitCode)
    {
        await File.WriteAllTextAsync(InFolder("config"), "[profile right]\nregion = eu-west-1\n", TestToken);
        (string, string?)[] keys = hasKeys ? [("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "secret")] : [];
        using RunningCommand command = Start(
            arguments.Split(' '), [("AWS_PROFILE", "rigth"), ("AWS_CONFIG_FILE", InFolder("config")), .. keys]);
        (await command.EndAsync()).ShouldFail(exitCode, "AWS_PROFILE names the profile 'rigth', which is neither in");
    }

    [Fact]
    public async Task A_profile_of_either_file_is_used()
    {
        await using S3TestServer server = await StartServerAsync();
        string keys = $"aws_access_key_id = {server.AccessKey}\naws_secret_access_key = {server.SecretKey}\n";
        await File.WriteAllTextAsync(InFolder("config"), "[profile one]\n" + keys, TestToken);
        await File.WriteAllTextAsync(InFolder("credentials"), "[two]\n" + keys, TestToken);
        foreach (string profile in new[] { "one", "two" })
        {
            using RunningCommand command = Start(
                ["list", "--bucket", Bucket, "--endpoint", server.Endpoint.ToString()],
                ("AWS_PROFILE", profile),
                ("AWS_CONFIG_FILE", InFolder("config")),
                ("AWS_SHARED_CREDENTIALS_FILE", InFolder("credentials")));
            CommandResult result = await command.EndAsync();
            Assert.True(result.ExitCode == 0, result.Errors);
        }
    }

    /// <summary>The checkpoint of an upload that has failed.</summary>
    private async Task<string> CheckpointAsync(S3TestServer server, string[] upload)
    {
        server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = FaultEffect.Status(403, "AccessDenied") });
        (await RunAsync(server, [.. upload, "--chunk_size", "5"])).ShouldFail(1, "stays open");
        server.Faults.Clear();
        return Assert.Single(Directory.GetFiles(InFolder("checkpoints"), "*.checkpoint"));
    }
}
