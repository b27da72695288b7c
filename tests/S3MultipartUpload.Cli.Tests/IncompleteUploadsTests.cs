using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>The commands list, cleanup and lifecycle.</summary>
public sealed class IncompleteUploadsTests : CommandLineScenario
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task List_writes_the_uploads_and_nothing_else_to_standard_output()
    {
        await using S3TestServer server = await StartAsync("tmp/a", "tmp/b", "kept/a");
        CommandResult result = await RunAsync(server, "list", "--bucket", Bucket, "--prefix", "tmp/", "--size");
        JsonElement[] uploads = ArrayOf(result, exitCode: 0);
        Assert.Equal(["tmp/a", "tmp/b"], uploads.Select(upload => upload.GetProperty("key").GetString()));
        Assert.All(uploads, upload => Assert.Equal(
            (Bucket, 1, 11), (upload.GetProperty(
                "bucket").GetString(), upload.GetProperty("partCount").GetInt32(), upload.GetProperty("storedSize").GetInt32())));
        Assert.Equal("Incomplete uploads in photos: 2 with 22 bytes stored so far.", result.Errors);
        Assert.DoesNotContain(server.Requests, request => request.Operation == S3Operation.AbortMultipartUpload);
    }

    [Fact]
    public async Task List_of_a_bucket_without_unfinished_uploads_is_empty_and_quiet_says_nothing()
    {
        await using S3TestServer server = await StartAsync();
        CommandResult result = await RunAsync(server, "list", "--bucket", Bucket, "--quiet");
        Assert.Equal((0, "[]", ""), (result.ExitCode, result.Output.Trim(), result.Errors));
    }

    [Fact]
    public async Task Cleanup_aborts_what_is_old_enough_by_the_stores_clock()
    {
        await using S3TestServer server = await StartAsync("tmp/old", "kept/old");
        _clock.Advance(TimeSpan.FromHours(73));
        await CreateAsync(server, "tmp/young");
        CommandResult result = await RunAsync(server, "cleanup", "--older-than-days", "3", "--bucket", Bucket, "--prefix", "tmp/");
        JsonElement upload = Assert.Single(ArrayOf(result, exitCode: 0));
        Assert.Equal(("tmp/old", "Aborted"), (upload.GetProperty("key").GetString(), upload.GetProperty("outcome").GetString()));

        // The store's clock is another than ours: it refuses the first attempt, and that is told.
        Assert.StartsWith("Attempt 1 of ListMultipartUploads failed: ", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal("Old incomplete uploads in photos: 1 aborted.", result.ErrorLines[^1]);
        Assert.Equal(["kept/old", "tmp/young"], await KeysAsync(server));
    }

    [Fact]
    public async Task Cleanup_as_a_dry_run_changes_nothing()
    {
        await using S3TestServer server = await StartAsync("a", "b");
        CommandResult result = await RunAsync(server, "cleanup", "--older-than-days", "0", "--dry-run", "--bucket", Bucket);
        Assert.All(ArrayOf(result, exitCode: 0), upload => Assert.Equal("WouldBeAborted", upload.GetProperty("outcome").GetString()));
        Assert.Equal("Old incomplete uploads in photos: 2 would be aborted.", result.Errors);
        Assert.Equal(["a", "b"], await KeysAsync(server));
    }

    [Fact]
    public async Task Cleanup_that_could_not_abort_one_goes_on_and_exits_1()
    {
        await using S3TestServer server = await StartAsync("a", "b\u001b[31m", "c");
        server.Faults.Add(new Fault
        {
            Operation = S3Operation.AbortMultipartUpload,
            Key = "b\u001b[31m",
            Effect = FaultEffect.Status(403, "AccessDenied")
        });
        CommandResult result = await RunAsync(server, "cleanup", "--older-than-days", "0", "--bucket", Bucket);
        JsonElement[] uploads = ArrayOf(result, exitCode: 1);
        Assert.Equal(["Aborted", "Failed", "Aborted"], uploads.Select(upload => upload.GetProperty("outcome").GetString()));
        Assert.NotEqual("", uploads[1].GetProperty("error").GetString());
        Assert.Contains("of b?[31m could not be aborted", result.Errors, StringComparison.Ordinal);
        Assert.Equal(["b\u001b[31m"], await KeysAsync(server));
    }

    [Fact]
    public async Task Interrupted_cleanup_ends_with_130()
    {
        await using S3TestServer server = await StartAsync("a");
        HoldEffect held = FaultEffect.Hold();
        server.Faults.Add(new Fault { Operation = S3Operation.AbortMultipartUpload, Effect = held });
        using RunningCommand command = Start(server, "cleanup", "--older-than-days", "0", "--bucket", Bucket);
        await held.WaitAsync(1, TestToken);
        await command.SignalAsync("INT");
        (await command.EndAsync()).ShouldFail(130, "Interrupted");
    }

    [Fact]
    public async Task Lifecycle_writes_the_rule_in_force()
    {
        await using S3TestServer server = await StartAsync();
        foreach (bool written in new[] { true, false })
        {
            CommandResult result = await RunAsync(server, "lifecycle", "--days", "7", "--bucket", Bucket, "--prefix", "tmp/");
            Assert.Equal(0, result.ExitCode);
            using var rule = JsonDocument.Parse(result.Output);
            Assert.Equal(("tmp/", 7, written), (
                rule.RootElement.GetProperty("prefix").GetString(),
                rule.RootElement.GetProperty("daysAfterInitiation").GetInt32(),
                rule.RootElement.GetProperty("wasWritten").GetBoolean()));
            Assert.Equal(
                $"Incomplete uploads in photos under tmp/ are aborted after 7 days, {(written ? "from now on" : "as before")}.",
                result.Errors);
        }

        using AmazonS3Client client = server.CreateClient(config => config.MaxErrorRetry = 1);
        Assert.Single((await client.GetLifecycleConfigurationAsync(Bucket, TestToken)).Configuration.Rules);
    }

    [Fact]
    public async Task Lifecycle_tells_the_shorter_rule_of_somebody_else_for_the_whole_bucket()
    {
        await using S3TestServer server = await StartAsync();
        using AmazonS3Client client = server.CreateClient(config => config.MaxErrorRetry = 1);
        await client.PutLifecycleConfigurationAsync(
            Bucket,
            new LifecycleConfiguration
            {
                Rules =
                [
                    new()
                    {
                        Id = "theirs",
                        Status = LifecycleRuleStatus.Enabled,
                        Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } },
                        AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = 3 },
                    },
                ],
            },
            TestToken);
        CommandResult result = await RunAsync(server, "lifecycle", "--days", "7", "--bucket", Bucket, "--prefix", "tmp/");
        using var rule = JsonDocument.Parse(result.Output);
        Assert.Equal(("theirs", "", 3, false), (
            rule.RootElement.GetProperty("id").GetString(),
            rule.RootElement.GetProperty("prefix").GetString(),
            rule.RootElement.GetProperty("daysAfterInitiation").GetInt32(),
            rule.RootElement.GetProperty("wasWritten").GetBoolean()));
        Assert.Equal("Incomplete uploads in photos are aborted after 3 days, as before, by the rule 'theirs'.", result.Errors);
        Assert.Single((await client.GetLifecycleConfigurationAsync(Bucket, TestToken)).Configuration.Rules);
    }

    [Fact]
    public async Task Lifecycle_leaves_a_rule_alone_that_the_SDK_would_cut_and_names_it()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { Bucket }, AllowAnonymous = true }, TestToken);
        using var http = new HttpClient();
        var address = new Uri(server.Endpoint, $"/{Bucket}?lifecycle");
        const string document = """
            <LifecycleConfiguration><Rule><ID>theirs</ID><Filter><Prefix>kept/</Prefix></Filter><Status>Enabled</Status>
            <Expiration><Days>1</Days></Expiration>
            <AllVersionsExpiration><Days>9</Days></AllVersionsExpiration></Rule></LifecycleConfiguration>
            """;
        using HttpResponseMessage put = await http.PutAsync(address, new StringContent(document), TestToken);
        put.EnsureSuccessStatusCode();
        (await RunAsync(server, "lifecycle", "--days", "7", "--bucket", Bucket)).ShouldFail(
            1, "The rule 'theirs' (its <AllVersionsExpiration>)");
        Assert.Equal(document, await http.GetStringAsync(address, TestToken));
    }

    [Fact]
    public async Task Lifecycle_at_a_store_without_it_exits_1_and_names_cleanup()
    {
        await using S3TestServer server = await StartAsync();
        server.Faults.Add(
            new Fault { Operation = S3Operation.GetBucketLifecycleConfiguration, Effect = FaultEffect.Status(501, "NotImplemented") });
        (await RunAsync(server, "lifecycle", "--days", "7", "--bucket", Bucket)).ShouldFail(1, "Run the command cleanup from time " +
            "to time instead.");
    }

    [Fact]
    public async Task Embedded_store_keeps_unfinished_uploads()
    {
        await using (S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { DataDirectory = StoreFolder, BucketNames = { Bucket } }, TestToken))
        {
            await CreateAsync(server, "a");
        }

        CommandResult result = await RunAsync(
            server: null, "cleanup", "--older-than-days", "0", "--bucket", Bucket, "--embedded", StoreFolder);
        Assert.Equal("Aborted", Assert.Single(ArrayOf(result, exitCode: 0)).GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("list", "--bucket", "missing")]
    [InlineData("cleanup", "--older-than-days", "1", "--bucket", "missing")]
    [InlineData("lifecycle", "--days", "1", "--bucket", "missing")]
    public async Task Missing_bucket_exits_1(params string[] arguments)
    {
        await using S3TestServer server = await StartAsync();
        CommandResult result = await RunAsync(server, arguments);
        result.ShouldFail(1, "Check --bucket.");
        Assert.DoesNotContain("--create-bucket", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "--bucket", "photos")]
    [InlineData("cleanup", "--older-than-days", "1", "--bucket", "photos")]
    [InlineData("lifecycle", "--days", "1", "--bucket", "photos")]
    public async Task Unreachable_store_and_missing_credentials_are_told_at_once(params string[] arguments)
    {
        using RunningCommand unreachable = Start(
            [.. arguments, "--endpoint", "http://127.0.0.1:1"], ("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "secret"));
        (await unreachable.EndAsync()).ShouldFail(1, "http://127.0.0.1:1/ cannot be reached");
        (await RunAsync(server: null, [.. arguments, "--endpoint", "http://127.0.0.1:1"])).ShouldFail(1, "No AWS credentials were found.");
    }

    [Theory]
    [InlineData("list", "Option '--bucket' is required")]
    [InlineData("list --bucket a/b", "is not the name of a bucket")]
    [InlineData("list --bucket photos --older-than-days -1", "from 0 to")]
    [InlineData("list --bucket photos --create-bucket", "--create-bucket")]
    [InlineData("cleanup --bucket photos", "Option '--older-than-days' is required")]
    [InlineData("cleanup --bucket photos --older-than-days 1.5", "is not a whole number")]
    [InlineData("cleanup --bucket photos --older-than-days 99999999999", "is not a whole number")]
    [InlineData("cleanup --bucket photos --older-than-days 1 --prefix a\uFFFDb", "not UTF-8")]
    [InlineData("lifecycle --bucket photos", "Option '--days' is required")]
    [InlineData("lifecycle --bucket photos --days 0", "'0' is not a whole number from 1")]
    [InlineData("lifecycle --bucket photos --days -3", "from 1 to")]
    [InlineData("lifecycle --bucket photos --days 1 --prefix a\u0001b", "--prefix: The prefix holds a character")]
    public async Task Arguments_out_of_the_rules_exit_2_before_any_request(string arguments, string reason)
    {
        await using S3TestServer server = await StartAsync();
        int before = server.Requests.Count;
        (await RunAsync(server, arguments.Split(' '))).ShouldFail(2, reason);
        Assert.Equal(before, server.Requests.Count);
    }

    private static JsonElement[] ArrayOf(CommandResult result, int exitCode)
    {
        Assert.True(result.ExitCode == exitCode, $"Exit code {result.ExitCode}: {result.Errors}");
        using var whole = JsonDocument.Parse(result.Output);
        return [.. whole.RootElement.EnumerateArray().Select(element => element.Clone())];
    }

    private static async Task CreateAsync(S3TestServer server, string key)
    {
        using AmazonS3Client client = server.CreateClient(config => config.MaxErrorRetry = 1);
        string uploadId = (await client.InitiateMultipartUploadAsync(Bucket, key, TestToken)).UploadId;
        await client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = Bucket,
                Key = key,
                UploadId = uploadId,
                PartNumber = 1,
                InputStream = new MemoryStream(
                new byte[11])
            }, TestToken);
    }

    private static async Task<IEnumerable<string>> KeysAsync(S3TestServer server)
    {
        using AmazonS3Client client = server.CreateClient(config => config.MaxErrorRetry = 1);
        return (await client.ListMultipartUploadsAsync(Bucket, TestToken)).MultipartUploads.Select(upload => upload.Key);
    }

    private async Task<S3TestServer> StartAsync(params string[] keys)
    {
        S3TestServer server =
            await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket }, TimeProvider = _clock }, TestToken);
        foreach (string key in keys)
        {
            await CreateAsync(server, key);
        }

        return server;
    }
}
