using System.Text.RegularExpressions;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>What the user sees on a terminal.</summary>
public sealed partial class TerminalTests : CommandLineScenario
{
    private const string Family = "👨\u200D👩\u200D👧";

    [Theory]
    [InlineData(20)]
    [InlineData(43)]
    [InlineData(60)]
    [InlineData(200)]
    public async Task A_message_that_wraps_leaves_no_remains_of_the_bar(int columns)
    {
        await using S3TestServer server = await StartServerAsync();
        server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Attempt = 1, Effect = FaultEffect.Status(503, "SlowDown") });
        CommandResult result = await RunOnTerminalAsync(
            server, columns, "--file", FileOf(11 * MiB), "--bucket", Bucket, "--key", "k", "--chunk_size", "5");
        Assert.Equal(0, result.ExitCode);

        IReadOnlyList<string> rows = TerminalImage.RowsOf(result.Output, columns);
        string screen = string.Concat(rows.TakeWhile(row => row != "{").Select(row => row.PadRight(columns)));
        Assert.Matches(MessageBarEnd(), screen);
    }

    [Theory]
    [InlineData(20, 1_000, @"^photos/k{6}… 100%$")]
    [InlineData(20, 1, "^photos/k 100%$")]
    [InlineData(45, 1_000, @"^photos/k{31}… 100%$")]
    [InlineData(80, 1_000, @"^photos/k{35}… ━{30} 100%$")]
    [InlineData(80, 1, "^photos/k ━{30} 100%$")]
    [InlineData(200, 1_000, @"^photos/k{155}… ━{30} 100%$")]
    public async Task Any_width_and_any_length_of_the_key_is_drawn_in_one_line(int columns, int keyLength, string bar)
    {
        IReadOnlyList<string> rows = await UploadAsync(columns, new string('k', keyLength));
        Assert.Equal("", rows[0]);
        Assert.Matches(bar, rows[1]);
        Assert.Equal("", rows[2]);
        Assert.StartsWith("Stored photos/k", rows[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emoji_survive_and_take_the_room_they_need()
    {
        IReadOnlyList<string> rows = await UploadAsync(80, "🎉é");
        Assert.Equal($"photos/🎉é {new string('━', 30)} 100%", rows[1]);
        Assert.StartsWith("Stored photos/🎉é: ", rows[3], StringComparison.Ordinal);
        rows = await UploadAsync(20, string.Concat(Enumerable.Repeat("🎉", 200)));
        Assert.Equal("photos/🎉🎉🎉… 100%", rows[1]);
    }

    [Theory]
    [InlineData("🎉", "🎉")]
    [InlineData(Family, Family)]
    [InlineData("❤\uFE0F", "❤\uFE0F")]
    [InlineData("a\u202Eb", "a?b")]
    [InlineData("a\u2028b", "a?b")]
    public async Task Emoji_survive_in_a_log_and_what_steers_does_not(string key, string shown)
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "--file", FileOf(11), "--bucket", Bucket, "--key", key);
        Assert.Equal(key, result.Manifest().Key);
        Assert.Contains($"Stored photos/{shown}: ", result.Errors, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> UploadAsync(int columns, string key)
    {
        CommandResult result = await RunOnTerminalAsync(
            server: null, columns, "--file", FileOf(11), "--bucket", Bucket, "--key", key, "--embedded", StoreFolder, "--create-bucket");
        Assert.Equal(0, result.ExitCode);
        return TerminalImage.RowsOf(result.Output, columns);
    }

    // Between the message and the bar, and between the bar and the last message, is nothing but blanks.
    [GeneratedRegex(@"^Attempt 1 to send part 2 failed: .+\. {2,}photos/k (━{30} )?100% {2,}Stored photos/k: 11 MiB in [\d.]+ s\. *$")]
    private static partial Regex MessageBarEnd();
}
