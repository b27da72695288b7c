using System.Text.RegularExpressions;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Every C# block in the READMEs stands in <see cref="ReadmeExamples"/>, where it is compiled and run.</summary>
public sealed partial class ReadmeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("Testing.README.md")]
    public void Every_block_of_code_is_run_by_a_test(string readme)
    {
        string examples = Trimmed(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ReadmeExamples.cs")));
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, readme));
        string[] blocks = [.. CodeBlock().Matches(text).Select(block => block.Groups[1].Value)];
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(Trimmed(block), examples, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_option_stands_in_the_table_and_nothing_else()
    {
        string[] rows = [.. TableRow(
            ).Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"))).Select(row => row.Groups[1].Value)];
        Assert.Equal(typeof(S3MultipartUploadOptions).GetProperties().Select(option => option.Name).Order(), rows.Order());
    }

    private static string Trimmed(string code) =>
        string.Join('\n', code.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
