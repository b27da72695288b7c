using System.Text.RegularExpressions;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

public sealed partial class OutputTests : CommandLineScenario
{
    [Fact]
    public async Task Upload_over_http_writes_the_manifest_and_nothing_else_to_standard_output()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(
            server, "--file", FileOf(12 * MiB), "--bucket", Bucket, "--key", "a/b c.bin", "--chunk_size", "5", "--concurrency", "2");

        UploadManifest manifest = result.Manifest();
        Assert.Equal((Bucket, "a/b c.bin", 12 * MiB, 5 * MiB), (manifest.BucketName, manifest.Key, manifest.Size, manifest.PartSize));
        Assert.Equal([5 * MiB, 5 * MiB, 2 * MiB], manifest.Parts.Select(part => part.Size));
        Assert.True(manifest.IsComplete);
        Assert.InRange(server.MaxPartsInFlight, 1, 2);
        Assert.Contains(result.ErrorLines, line => line.StartsWith("Stored photos/a/b c.bin: 12 MiB", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_is_at_most_one_line_for_every_5_percent()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "--file", FileOf(24 * MiB), "--bucket", Bucket, "--key", "k");

        List<string> lines = [.. result.ErrorLines.Where(line => ProgressLine().IsMatch(line))];
        Assert.InRange(lines.Count, 1, 21);
        Assert.Contains("100% of 24 MiB", lines[^1], StringComparison.Ordinal);
        Assert.Equal(result.ErrorLines.Count, lines.Count + 1);
    }

    [Fact]
    public async Task Terminal_shows_a_bar_with_percent_rate_and_time_left()
    {
        CommandResult result = await RunOnTerminalAsync(
            server: null,
            columns: 80,
            "--file", FileOf(24 * MiB), "--bucket", Bucket, "--key", "k", "--embedded", StoreFolder, "--create-bucket",
            "--bandwidth", "16M"); // Or all may be over before anything is drawn.
        Assert.Equal(0, result.ExitCode);
        string screen = EscapeSequence().Replace(result.Output, "");
        Assert.Matches(RunningLine(), screen);
        Assert.Matches(FinishedLine(), screen);
        Assert.DoesNotContain("% of 24 MiB", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_says_nothing_when_all_is_well()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "--file", FileOf(11), "--bucket", Bucket, "--key", "k", "--quiet");
        Assert.Equal(11, result.Manifest().Size);
        Assert.Equal("", result.Errors);
    }

    [Fact]
    public async Task Quiet_still_tells_the_error()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "--file", FileOf(11), "--bucket", "missing", "--key", "k", "--quiet");
        result.ShouldFail(1, "The specified bucket does not exist");
        Assert.Single(result.ErrorLines);
    }

    [Theory]
    [InlineData("--part-size", "6291456")]
    [InlineData("--part-size", "6144K")]
    [InlineData("--part-size", "6m")]
    [InlineData("--part-size", "6MiB")]
    [InlineData("--part-size", "6MB")]
    [InlineData("--part-size", "6mb")]
    [InlineData("--chunk_size", "6")]
    public async Task Part_size_is_read_with_and_without_a_unit(string option, string value)
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "--file", FileOf(7 * MiB), "--bucket", Bucket, "--key", "k", option, value);
        Assert.Equal([6 * MiB, 1 * MiB], result.Manifest().Parts.Select(part => part.Size));
    }

    [Fact]
    public async Task Create_bucket_makes_a_missing_bucket_and_keeps_an_existing_one()
    {
        await using S3TestServer server = await StartServerAsync();
        string[] arguments = ["--file", FileOf(11), "--bucket", "fresh", "--key", "k", "--create-bucket"];
        Assert.Equal("fresh", (await RunAsync(server, arguments)).Manifest().BucketName);
        Assert.Equal("fresh", (await RunAsync(server, arguments)).Manifest().BucketName);
        Assert.Equal(2, server.Requests.Count(request => request.Operation == S3Operation.CreateBucket));
    }

    [Fact]
    public async Task Demo_stores_100_MiB_in_parts_of_6_reads_it_back_and_leaves_nothing_behind()
    {
        CommandResult result = await RunAsync(server: null, "demo");
        UploadManifest manifest = result.Manifest();
        Assert.Equal((100L * MiB, 6L * MiB, 17), (manifest.Size, manifest.PartSize, manifest.Parts.Count));
        Assert.Contains("Read back and compared: SHA-256", result.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(InFolder("."), "*demo*"));
    }

    [GeneratedRegex(@"^photos/k: \d+% of 24 MiB(, [\d.]+ (bytes|KiB|MiB|GiB)/s(, .+ left)?)?$")]
    private static partial Regex ProgressLine();

    // How far it is when it is drawn depends on the machine; the rate leaves when the bar is full.
    [GeneratedRegex(@"photos/k ━{30} +\d+% .*/s +[\d:-]{8}")]
    private static partial Regex RunningLine();

    [GeneratedRegex(@"photos/k ━{30} 100%")]
    private static partial Regex FinishedLine();

    [GeneratedRegex(@"\e\[[\d;?]*[A-Za-z]")]
    private static partial Regex EscapeSequence();
}
