using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

public sealed class InterruptionTests : CommandLineScenario
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task Signal_aborts_the_upload_and_ends_with_128_and_its_number(string signal, int exitCode)
    {
        await using S3TestServer server = await ServerThatTakesNoPartsAsync();
        using RunningCommand command = Start(server, "--file", FileOf(20 * MiB), "--bucket", Bucket, "--key", "k");
        await command.ErrorLineAsync("Attempt 1 to send part 1 failed");
        await command.SignalAsync(signal);
        (await command.EndAsync()).ShouldFail(exitCode, "Interrupted: the object was not stored.");
        await NothingIsLeftAsync(server);
    }

    [Fact]
    public async Task Signal_while_standard_input_is_silent_ends_the_upload_too()
    {
        await using S3TestServer server = await ServerThatTakesNoPartsAsync();
        using RunningCommand command = Start(server, "--file", "-", "--bucket", Bucket, "--key", "k", "--chunk_size", "5");
        await command.Input.WriteAsync(new byte[(5 * MiB) + 1], TestToken);
        await command.Input.FlushAsync(TestToken);
        await command.ErrorLineAsync("Attempt 1 to send part 1 failed");
        await command.SignalAsync("INT");
        (await command.EndAsync()).ShouldFail(130, "Interrupted: the object was not stored.");
        await NothingIsLeftAsync(server);
    }

    [Fact]
    public async Task Signal_while_a_named_pipe_is_silent_ends_the_upload_too()
    {
        await using S3TestServer server = await ServerThatTakesNoPartsAsync();
        string pipe = await NamedPipeAsync();
        using RunningCommand command = Start(server, "--file", pipe, "--bucket", Bucket, "--key", "k", "--chunk_size", "5");
        await using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await writer.WriteAsync(new byte[(5 * MiB) + 1], TestToken);
        await command.ErrorLineAsync("Attempt 1 to send part 1 failed");
        await command.SignalAsync("INT");
        (await command.EndAsync()).ShouldFail(130, "Interrupted: the object was not stored.");
        await NothingIsLeftAsync(server);
    }

    [Fact]
    public async Task Signal_while_nobody_writes_to_a_named_pipe_ends_the_command_before_any_request()
    {
        await using S3TestServer server = await StartServerAsync();
        using RunningCommand command = Start(server, "--file", await NamedPipeAsync(), "--bucket", Bucket, "--key", "k");
        await command.WatchesForHangUpAsync();
        await command.SignalAsync("HUP");
        (await command.EndAsync()).ShouldFail(129, "Interrupted: the object was not stored.");
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Signal_before_the_store_completes_the_object_aborts_the_upload()
    {
        await using S3TestServer server = await StartServerAsync();
        (await InterruptedAtCompleteAsync(server, FaultEffect.Hold())).ShouldFail(130, "Interrupted: the object was not stored.");
        await NothingIsLeftAsync(server);
    }

    [Fact]
    public async Task Signal_after_the_store_completed_the_object_ends_with_its_manifest()
    {
        await using S3TestServer server = await StartServerAsync();
        UploadManifest manifest = (await InterruptedAtCompleteAsync(server, FaultEffect.Hold(done: true))).Manifest();
        using AmazonS3Client client = server.CreateClient();
        GetObjectMetadataResponse stored = await client.GetObjectMetadataAsync(Bucket, "k", TestToken);
        Assert.Equal((20 * MiB, manifest.ETag), (stored.ContentLength, stored.ETag));
        Assert.Empty((await client.ListMultipartUploadsAsync(Bucket, TestToken)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Signal_after_which_nobody_knows_whether_the_object_is_stored_does_not_say_that_it_is_not()
    {
        await using S3TestServer server = await StartServerAsync();
        server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        CommandResult result = await InterruptedAtCompleteAsync(server, FaultEffect.Hold(done: true));
        result.ShouldFail(130, "Whether the store has completed the object is not known");
        Assert.DoesNotContain("was not stored", result.Errors, StringComparison.Ordinal);
    }

    private async Task<CommandResult> InterruptedAtCompleteAsync(S3TestServer server, HoldEffect hold)
    {
        server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = hold });
        using RunningCommand command = Start(server, "--file", FileOf(20 * MiB), "--bucket", Bucket, "--key", "k");
        await hold.WaitAsync(1, TestToken);
        await command.SignalAsync("INT");
        return await command.EndAsync();
    }

    private static async Task<S3TestServer> ServerThatTakesNoPartsAsync()
    {
        S3TestServer server = await StartServerAsync();
        server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            Effect = FaultEffect.Status(503, "SlowDown", retryAfter: TimeSpan.FromMinutes(1)),
        });
        return server;
    }

    private static async Task NothingIsLeftAsync(S3TestServer server)
    {
        Assert.Contains(server.Requests, request => request.Operation == S3Operation.CreateMultipartUpload);
        using AmazonS3Client client = server.CreateClient();
        ListMultipartUploadsResponse open = await client.ListMultipartUploadsAsync(Bucket, TestToken);
        Assert.Empty(open.MultipartUploads ?? []);
        ListObjectsV2Response objects = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, TestToken);
        Assert.Empty(objects.S3Objects ?? []);
    }
}
