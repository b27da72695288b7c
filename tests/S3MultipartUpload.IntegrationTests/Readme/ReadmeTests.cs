using System.Text.RegularExpressions;
using Amazon.S3.Transfer;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Every C# block in the READMEs and in docs/ stands in a file of examples here or in a sample's tests, where it runs.</summary>
public sealed class ReadmeTests
{
    private static readonly string[] Examples =
    [
        .. Documents.Files("tests/S3MultipartUpload.IntegrationTests/Readme", "*Examples.cs")
            .Concat(Documents.Files("tests/S3MultipartUpload.Fleet.Tests", "*Examples.cs"))
            .Concat(Documents.Files("tests/S3MultipartUpload.AspNetCore.Tests", "*Examples.cs"))
            .Concat(Documents.Files("samples/FirstBrowserUpload", "Program.cs"))
            .Concat(Documents.Files("samples/IndexedUpload", "IndexedJob.cs"))
            .Concat(Documents.Files("samples/IntegrationTestSample", "*Tests.cs")).Select(path => Trimmed(Documents.Read(path))),
    ];

    public static TheoryData<string> Pages => [.. Documents.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_code_is_run_by_a_test(string page) => Assert.All(
        Documents.Blocks(Documents.Read(page), "csharp").Select(Trimmed),
        block => Assert.True(
            Examples.Any(example => example.Contains(block, StringComparison.Ordinal)), $"No test runs this block:\n{block}"));

    /// <summary>Also those of a later release of the SDK.</summary>
    [Fact]
    public void Every_method_of_TransferUtility_that_uploads_copies_or_aborts_has_a_counterpart()
    {
        string table = Documents.Read("docs/moving-from-transferutility.md");
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

    private static string Trimmed(string code) =>
        string.Join('\n', code.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.Trim()));
}
