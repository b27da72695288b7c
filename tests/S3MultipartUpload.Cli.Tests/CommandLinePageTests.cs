using System.CommandLine;
using System.Text.RegularExpressions;
using S3MultipartUpload.Cli.Commands;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>docs/command-line.md has every command and every option, and no others.</summary>
public sealed partial class CommandLinePageTests
{
    private static readonly string[] OfEveryProgram = ["--help", "--version"];

    private static string Usage => string.Join('\n', Page.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)));

    private static string Page => File.ReadAllText(Path.Combine(RepositoryFolder.FullName, "docs", "command-line.md"));

    [Fact]
    public void The_usage_has_every_option_and_no_other()
    {
        IEnumerable<string> options = Commands().SelectMany(command => command.Options).Select(option => option.Name);
        Assert.Equal(
            options.Except(OfEveryProgram).Distinct().Order(), OptionName().Matches(Usage).Select(name => name.Value).Distinct().Order());
    }

    [Fact]
    public void The_usage_has_every_command_and_no_other() => Assert.Equal(
        Commands().Skip(1).Select(command => command.Name).Order(),
        CommandName().Matches(Usage).Select(name => name.Groups[1].Value).Order());

    [Fact]
    public void No_option_that_is_spoken_of_is_unknown()
    {
        string[] ofDotnet = ["--project", "--global", "--prerelease"];
        string[] options = [.. Commands().SelectMany(command => command.Options).Select(option => option.Name), .. ofDotnet];
        Assert.Empty(OptionName().Matches(Page).Select(name => name.Value).Distinct().Except(options));
    }

    [Fact]
    public void Every_exit_code_has_its_row() => Assert.All(
        [ExitCode.Stored, ExitCode.Failed, ExitCode.Refused],
        code => Assert.Contains($"\n| {code} |", Page, StringComparison.Ordinal));

    private static IEnumerable<Command> Commands()
    {
        var root = new UploadCommand();
        return root.Subcommands.Prepend(root);
    }

    [GeneratedRegex(@"--[a-z][a-z_-]+")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"^    s3-multipart-upload ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex CommandName();
}
