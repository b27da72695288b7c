using System.Diagnostics;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>--bandwidth, --unsigned-payload, --verbose, --profile, completion, and options of a call that goes on with an upload.</summary>
public sealed class OtherOptionsTests : CommandLineScenario
{
    private static readonly string[] Target = ["--bucket", Bucket, "--key", "k"];

    [Theory]
    [InlineData("2M")]
    [InlineData("2MB/s")]
    public async Task Bandwidth_is_what_is_sent_in_a_second(string limit)
    {
        await using S3TestServer server = await StartServerAsync();
        long start = Stopwatch.GetTimestamp();
        (await RunAsync(server, ["--file", FileOf(6 * MiB), .. Target, "--bandwidth", limit])).Manifest();
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(2.7), "6 MiB at 2 MiB/s");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_payload_is_left_unsigned_where_that_is_asked_for(bool takesUnsigned)
    {
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { Bucket }, AllowUnsignedPayloadOverHttp = takesUnsigned }, TestToken);
        string[] upload = ["--file", FileOf(6 * MiB), .. Target, "--part-size", "5M"];
        CommandResult unsigned = await RunAsync(server, [.. upload, "--unsigned-payload"]);
        Assert.Equal(takesUnsigned ? 0 : 1, unsigned.ExitCode);
        Assert.Equal(!takesUnsigned, unsigned.Errors.Contains("UNSIGNED-PAYLOAD is accepted over HTTPS only", StringComparison.Ordinal));
        (await RunAsync(server, upload)).Manifest();
    }

    [Fact]
    public async Task Verbose_tells_every_request_and_no_secret()
    {
        await using S3TestServer server = await StartServerAsync();
        server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Attempt = 1, Effect = FaultEffect.Status(503, "SlowDown") });
        CommandResult result = await RunAsync(server, ["--file", FileOf(11 * MiB), .. Target, "--part-size", "8M", "--verbose"]);
        Assert.True(result.Manifest().IsComplete);
        Assert.Contains(result.ErrorLines, line => line.StartsWith("UploadPart 2: 503 SlowDown (request ", StringComparison.Ordinal));
        Assert.All(server.Requests, request => Assert.Contains(request.RequestId, result.Errors, StringComparison.Ordinal));
        Assert.All(
            [server.AccessKey, server.SecretKey, "Signature", "Authorization"],
            secret => Assert.DoesNotContain(secret, result.Errors, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_profile_has_the_credentials_before_keys_of_the_environment()
    {
        await using S3TestServer server = await StartServerAsync();
        await File.WriteAllTextAsync(
            InFolder("config"),
            $"[profile mine]\naws_access_key_id = {server.AccessKey}\naws_secret_access_key = {server.SecretKey}\n",
            TestToken);
        string[] arguments = ["list", "--bucket", Bucket, "--endpoint", server.Endpoint.ToString(), "--profile"];
        (string, string?)[] variables =
        [
            ("AWS_CONFIG_FILE", InFolder("config")), ("AWS_PROFILE", "other"), ("AWS_ACCESS_KEY_ID", "wrong"),
            ("AWS_SECRET_ACCESS_KEY", "wrong"),
        ];
        using RunningCommand right = Start([.. arguments, "mine"], variables);
        CommandResult result = await right.EndAsync();
        Assert.True(result.ExitCode == 0, result.Errors);

        int before = server.Requests.Count;
        using RunningCommand misspelt = Start([.. arguments, "mein"], variables);
        (await misspelt.EndAsync()).ShouldFail(2, "--profile: the profile 'mein', which is neither in AWS's file of credentials");
        using RunningCommand kind = Start([.. arguments, "minio"], variables);
        (await kind.EndAsync()).ShouldFail(2, "The kind of store is named with --store.");
        Assert.Equal(before, server.Requests.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("resume")]
    public async Task An_upload_goes_on_as_it_was_begun_and_says_so(string? command)
    {
        await using S3TestServer server = await StartServerAsync();
        string[] upload = ["--file", FileOf(20 * MiB), .. Target, "--checkpoint-dir", InFolder("checkpoints")];
        await FailAsync(server, [.. upload, "--part-size", "8M", "--checksum", "sha256", "--metadata", "a=1", "--tag", "t=1"]);
        string[] other =
        [
            .. command is null ? [] : new[] { command }, .. upload, "--part-size", "5M", "--checksum", "crc32", "--metadata", "a=2",
            "--tag", "t=1", "--content-type", "text/plain", "--create-bucket", "--bandwidth", "1G",
        ];
        CommandResult result = await RunAsync(server, other);
        UploadManifest manifest = result.Manifest();
        Assert.Equal((8 * MiB, PartChecksumAlgorithm.Sha256), (manifest.PartSize, manifest.ChecksumAlgorithm));
        Assert.NotEqual(0, manifest.PartsResumed);
        Assert.Contains(
            "The upload that is resumed goes on with parts of 8388608 bytes, not 5242880, the checksum Sha256, not Crc32, " +
            "the content type, " +
                "metadata that the upload was begun with, not those of this request.",
            result.ErrorLines);
    }

    [Fact]
    public async Task The_same_call_again_goes_on_without_a_word_of_a_difference()
    {
        await using S3TestServer server = await StartServerAsync();
        string[] upload =
        [
            "--file", FileOf(20 * MiB), .. Target, "--checkpoint-dir", InFolder("checkpoints"), "--part-size", "8M", "--metadata", "a=1",
            "--tag", "t=1", "--storage-class", "STANDARD_IA", "--sse", "AES256",
        ];
        await FailAsync(server, upload);
        CommandResult result = await RunAsync(server, upload);
        Assert.NotEqual(0, result.Manifest().PartsResumed);
        Assert.DoesNotContain("goes on with", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "resume", "verify", "--file", "--content-type")]
    [InlineData("--che", "--checksum", "--checkpoint-dir")]
    [InlineData("--checksum ", "crc32", "sha256")]
    [InlineData("--acl public", "public-read", "public-read-write")]
    [InlineData("verify --", "--manifest", "--deep", "--store")]
    public async Task The_shell_can_complete(string typed, params string[] expected)
    {
        CommandResult result = await RunAsync(server: null, $"[suggest:{typed.Length}]", typed);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Superset(expected.ToHashSet(), result.Output.Split('\n', StringSplitOptions.TrimEntries).ToHashSet());
    }

    [Theory]
    [InlineData("", "  s3-multipart-upload --file ")]
    [InlineData("resume ", "  s3-multipart-upload resume --file ")]
    [InlineData("cleanup ", "  s3-multipart-upload cleanup --bucket ")]
    public async Task Help_has_examples(string command, string example)
    {
        CommandResult result = await RunAsync(server: null, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains($"Examples:{Environment.NewLine}{example}", result.Output, StringComparison.Ordinal);
    }

    private async Task FailAsync(S3TestServer server, string[] upload)
    {
        var fault = new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = FaultEffect.Status(403, "AccessDenied") };
        server.Faults.Add(fault);
        (await RunAsync(server, upload)).ShouldFail(1, "stays open");
        server.Faults.Clear();
    }
}
