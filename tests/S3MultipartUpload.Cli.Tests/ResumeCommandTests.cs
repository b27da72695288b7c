using Amazon.S3;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

public sealed class ResumeCommandTests : CommandLineScenario
{
    [Theory]
    [InlineData("resume")]
    [InlineData(null)]
    public async Task An_interrupted_upload_goes_on(string? command)
    {
        await using S3TestServer server = await StartServerAsync();
        string file = FileOf(20 * MiB);
        await InterruptAsync(server, file);
        string[] arguments = Arguments(file);
        CommandResult result = await RunAsync(server, command is null ? [.. arguments, "--chunk_size", "5"] : [command, .. arguments]);
        UploadManifest manifest = result.Manifest();
        Assert.Equal((3, 4), (manifest.PartsResumed, manifest.Parts.Count));
        Assert.Contains("3 of 4 parts being there already", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_goes_on_too_when_it_comes_again()
    {
        await using S3TestServer server = await StartServerAsync();
        byte[] bytes = await File.ReadAllBytesAsync(FileOf(20 * MiB), TestToken);
        Fault refused = LastPartRefused();
        server.Faults.Add(refused);
        (await WithInputAsync(server, bytes)).ShouldFail(1, "stays open");
        server.Faults.Clear();
        UploadManifest manifest = (await WithInputAsync(server, bytes)).Manifest();
        Assert.InRange(manifest.PartsResumed, 1, 3);
        Assert.Equal(bytes.Length, manifest.Size);
    }

    [Fact]
    public async Task Nothing_to_resume_ends_with_1_and_the_reason()
    {
        await using S3TestServer server = await StartServerAsync();
        (await RunAsync(server, ["resume", .. Arguments(FileOf(10))])).ShouldFail(1, "There is no checkpoint");
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_unusable_checkpoint_ends_with_1_and_the_reason()
    {
        await using S3TestServer server = await StartServerAsync();
        string file = FileOf(20 * MiB);
        await InterruptAsync(server, file);
        string checkpoint = Assert.Single(Directory.GetFiles(InFolder("checkpoints")));
        await File.WriteAllTextAsync(checkpoint, "{", TestToken);
        int before = server.Requests.Count;
        (await RunAsync(server, ["resume", .. Arguments(file)])).ShouldFail(1, checkpoint);
        (await RunAsync(server, ["abort", .. Target()])).ShouldFail(1, checkpoint);
        Assert.Equal(before, server.Requests.Count);
    }

    [Fact]
    public async Task A_file_that_has_changed_ends_with_1_and_what_to_do()
    {
        await using S3TestServer server = await StartServerAsync();
        string file = FileOf(20 * MiB);
        await InterruptAsync(server, file);
        await File.WriteAllBytesAsync(file, new byte[20 * MiB], TestToken);
        CommandResult result = await RunAsync(server, ["resume", .. Arguments(file)]);
        result.ShouldFail(1, "has changed");
        Assert.Contains("s3-multipart-upload abort", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_was_swept_is_an_error_to_resume_and_begun_afresh_by_the_upload()
    {
        await using S3TestServer server = await StartServerAsync();
        string file = FileOf(20 * MiB);
        string uploadId = await InterruptAsync(server, file);
        using AmazonS3Client client = server.CreateClient();
        await client.AbortMultipartUploadAsync(Bucket, "k", uploadId, TestToken);
        (await RunAsync(server, ["resume", .. Arguments(file)])).ShouldFail(1, "does not know the multipart upload");
        CommandResult result = await RunAsync(server, Arguments(file));
        Assert.Equal(0, result.Manifest().PartsResumed);
        Assert.Contains("from its first byte", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aborting_removes_the_upload_and_its_checkpoint()
    {
        await using S3TestServer server = await StartServerAsync();
        string uploadId = await InterruptAsync(server, FileOf(20 * MiB));
        CommandResult result = await RunAsync(server, ["abort", .. Target()]);
        Assert.Equal(0, result.ExitCode);
        var manifest = UploadManifest.FromJson(result.Output);
        Assert.Equal((uploadId, false), (manifest.UploadId, manifest.IsComplete));
        using AmazonS3Client client = server.CreateClient();
        Assert.Empty((await client.ListMultipartUploadsAsync(Bucket, TestToken)).MultipartUploads ?? []);
        Assert.Empty(Directory.GetFiles(InFolder("checkpoints")));
        (await RunAsync(server, ["abort", .. Target()])).ShouldFail(1, "There is no checkpoint");
    }

    [Fact]
    public async Task Two_processes_that_resume_at_once_make_one_right_object()
    {
        await using S3TestServer server = await StartServerAsync();
        string file = FileOf(20 * MiB);
        await InterruptAsync(server, file);
        HoldEffect hold = FaultEffect.Hold();
        server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = hold });
        using RunningCommand first = Start(server, ["resume", .. Arguments(file)]);
        await hold.WaitAsync(1, TestToken);
        (await RunAsync(server, ["resume", .. Arguments(file)])).ShouldFail(1, "is in use");
        hold.Release();
        UploadManifest manifest = (await first.EndAsync()).Manifest();
        Assert.Equal(4, manifest.Parts.Count);
        using AmazonS3Client client = server.CreateClient();
        Assert.Empty((await client.ListMultipartUploadsAsync(Bucket, TestToken)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task A_signal_keeps_what_is_stored_and_says_how_to_go_on()
    {
        await using S3TestServer server = await StartServerAsync();
        HoldEffect hold = FaultEffect.Hold();
        server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 4, Times = 1, Effect = hold });
        string file = FileOf(20 * MiB);
        using RunningCommand command = Start(server, [.. Arguments(file), "--chunk_size", "5", "--concurrency", "1"]);
        await hold.WaitAsync(1, TestToken);
        await command.SignalAsync("INT");
        (await command.EndAsync()).ShouldFail(130, "Run the same command again");
        hold.Release();
        Assert.InRange((await RunAsync(server, ["resume", .. Arguments(file)])).Manifest().PartsResumed, 3, 4);
    }

    [Theory]
    [InlineData("resume", "--file", "f", "--bucket", "bbb", "--key", "k")]
    [InlineData("resume", "--bucket", "bbb", "--key", "k", "--checkpoint-dir", "d")]
    [InlineData("resume", "--file", "f", "--bucket", "bbb", "--key", "k", "--checkpoint-dir", "")]
    [InlineData("resume", "--file", "missing", "--bucket", "bbb", "--key", "k", "--checkpoint-dir", "d")]
    [InlineData("abort", "--bucket", "bbb", "--key", "k")]
    [InlineData("abort", "--key", "k", "--checkpoint-dir", "d")]
    public async Task Missing_or_empty_arguments_are_refused(params string[] arguments) =>
        Assert.Equal(2, (await RunAsync(server: null, arguments)).ExitCode);

    private string[] Target() => ["--bucket", Bucket, "--key", "k", "--checkpoint-dir", InFolder("checkpoints")];

    [Fact]
    public async Task The_first_signal_lets_the_parts_on_their_way_finish_and_says_so()
    {
        await using S3TestServer server = await StartServerAsync();
        HoldEffect hold = FaultEffect.Hold();
        server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        string file = FileOf(20 * MiB);
        using RunningCommand command = Start(server, [.. Arguments(file), "--chunk_size", "5", "--concurrency", "2"]);
        await hold.WaitAsync(2, TestToken);
        await command.SignalAsync("INT");
        await command.ErrorLineAsync("parts on their way may finish");
        hold.Release();
        (await command.EndAsync()).ShouldFail(130, "Run the same command again to continue");

        UploadManifest manifest = (await RunAsync(server, Arguments(file))).Manifest();
        Assert.Equal(2, manifest.PartsResumed);
    }

    [Fact]
    public async Task The_second_signal_ends_at_once()
    {
        await using S3TestServer server = await StartServerAsync();
        HoldEffect hold = FaultEffect.Hold();
        server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        using RunningCommand command = Start(server, [.. Arguments(FileOf(20 * MiB)), "--chunk_size", "5"]);
        await hold.WaitAsync(1, TestToken);
        await command.SignalAsync("INT");
        await command.ErrorLineAsync("parts on their way may finish");
        await command.SignalAsync("INT");
        Assert.Equal(130, (await command.EndAsync()).ExitCode);
        hold.Release();
    }

    private string[] Arguments(string file) => ["--file", file, .. Target()];

    private static Fault LastPartRefused() =>
        new() { Operation = S3Operation.UploadPart, PartNumber = 4, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") };

    /// <summary>An upload of four parts, of which the last is refused.</summary>
    private async Task<string> InterruptAsync(S3TestServer server, string file)
    {
        server.Faults.Add(LastPartRefused());
        CommandResult result = await RunAsync(server, [.. Arguments(file), "--chunk_size", "5", "--concurrency", "1"]);
        result.ShouldFail(1, "stays open");
        server.Faults.Clear();
        return server.Requests.First(request => request.Operation == S3Operation.UploadPart).UploadId ?? "";
    }

    private async Task<CommandResult> WithInputAsync(S3TestServer server, byte[] bytes)
    {
        using RunningCommand command = Start(server, [.. Arguments("-"), "--chunk_size", "5", "--concurrency", "1"]);
        try
        {
            await command.Input.WriteAsync(bytes, TestToken);
            command.Input.Close();
        }
        catch (IOException)
        {
            // A command that has failed reads no further.
        }

        return await command.EndAsync();
    }
}
