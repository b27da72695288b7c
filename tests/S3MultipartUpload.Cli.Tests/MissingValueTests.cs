using System.CommandLine;
using S3MultipartUpload.Cli.Commands;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>An option without a value is refused; it never takes the option behind it.</summary>
public sealed class MissingValueTests : CommandLineScenario
{
    /// <summary>Every option of every command.</summary>
    public static TheoryData<string, string> Options => new(
        from path in PathsOf(new UploadCommand(), [])
        from option in path.Command.Options
        select (string.Join(' ', path.Words), option.Name));

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Any_option_with_an_empty_value_is_refused_by_its_name(string command, string option)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        CommandResult result = await RunAsync(server: null, [.. words, $"{option}=", "--quiet"]);
        result.ShouldFail(2, $"{option}: the value is empty");
    }

    [Theory]
    [InlineData("--key= --quiet", "--key: the value is empty")]
    [InlineData("--key: --quiet", "--key: the value is empty")]
    [InlineData("--key EMPTY --quiet", "--key: the value is empty")]
    [InlineData("--key --quiet", "--key: the value is missing. To give '--quiet' as the value, write --key=--quiet")]
    [InlineData("--key --if-none-match", "--key: the value is missing")]
    [InlineData("--key --chunk_size=5", "--key: the value is missing")]
    [InlineData("--key k --quiet= false", "--quiet: the value is empty")]
    [InlineData("--key k --checkpoint-dir --quiet", "--checkpoint-dir: the value is missing")]
    public async Task No_object_is_stored_under_the_name_of_an_option(string arguments, string reason)
    {
        await using S3TestServer server = await StartServerAsync();
        string[] words = [.. arguments.Split(' ').Select(word => word == "EMPTY" ? "" : word)];
        CommandResult result = await RunAsync(server, ["--file", FileOf(11), "--bucket", Bucket, .. words]);
        result.ShouldFail(2, reason);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("--prefix= --dry-run")]
    [InlineData("--prefix --dry-run")]
    [InlineData("--dry-run --prefix=")]
    [InlineData("--dry-run --prefix EMPTY")]
    public async Task No_cleanup_without_the_prefix_that_was_meant(string arguments)
    {
        await using S3TestServer server = await StartServerAsync();
        string[] words = [.. arguments.Split(' ').Select(word => word == "EMPTY" ? "" : word)];
        CommandResult result = await RunAsync(server, ["cleanup", "--bucket", Bucket, "--older-than-days", "0", .. words]);
        result.ShouldFail(2, "--prefix: the value is ");
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_key_that_is_the_name_of_an_option_can_be_given()
    {
        await using S3TestServer server = await StartServerAsync();
        CommandResult result = await RunAsync(server, "--file", FileOf(11), "--bucket", Bucket, "--key=--quiet");
        Assert.Equal("--quiet", result.Manifest().Key);
    }

    private static IEnumerable<(Command Command, string[] Words)> PathsOf(Command command, string[] words) =>
        command.Subcommands.SelectMany(sub => PathsOf(sub, [.. words, sub.Name])).Prepend((command, words));
}
