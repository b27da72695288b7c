using System.Text.RegularExpressions;
using Amazon.S3.Transfer;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Every C# block in the READMEs and in docs/ stands in a file of examples here, where it is compiled and run.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Documents =>
    [
        "README.md", "Testing.README.md",
        .. Directory.EnumerateFiles(PathOf("docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}"),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_block_of_code_is_run_by_a_test(string document)
    {
        string[] examples = [.. Directory.EnumerateFiles(PathOf("Examples"), "*.cs").Select(path => Trimmed(File.ReadAllText(path)))];
        Assert.All(
            CodeBlock().Matches(File.ReadAllText(PathOf(document))).Select(block => Trimmed(block.Groups[1].Value)),
            block => Assert.True(
                examples.Any(example => example.Contains(block, StringComparison.Ordinal)), $"No test runs this block:\n{block}"));
    }

    [Fact]
    public void Every_option_stands_in_the_table_and_nothing_else()
    {
        string[] rows = [.. TableRow().Matches(File.ReadAllText(PathOf("README.md"))).Select(row => row.Groups[1].Value)];
        Assert.Equal(typeof(S3MultipartUploadOptions).GetProperties().Select(option => option.Name).Order(), rows.Order());
    }

    /// <summary>Also those of a later release of the SDK.</summary>
    [Fact]
    public void Every_method_of_TransferUtility_that_uploads_copies_or_aborts_has_a_counterpart()
    {
        string table = File.ReadAllText(PathOf("docs/moving-from-transferutility.md"));
        string[] methods =
        [
            .. typeof(TransferUtility).GetMethods()
                .Where(method => Regex.IsMatch(method.Name, "Upload|Copy|Abort") && method.Name.EndsWith("Async", StringComparison.Ordinal))
                .Select(method => $"| `{method.Name}({string.Join(", ", method.GetParameters()
                    .Where(parameter => parameter.ParameterType != typeof(CancellationToken))
                    .Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}"))})` |"),
        ];
        Assert.True(methods.Length >= 16);
        Assert.All(methods, method => Assert.Contains(method, table, StringComparison.Ordinal));
        string[] others =
        [
            .. typeof(TransferUtility).GetMethods().Select(method => method.Name)
                .Where(name => Regex.IsMatch(name, "Upload|Copy|Abort") && !name.EndsWith("Async", StringComparison.Ordinal)),
        ];
        Assert.All(others, name => Assert.Contains($"`{name}`", table, StringComparison.Ordinal));
    }

    private static string NameOf(Type type) => type == typeof(string) ? "string" : type.Name;

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static string Trimmed(string code) =>
        string.Join('\n', code.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
