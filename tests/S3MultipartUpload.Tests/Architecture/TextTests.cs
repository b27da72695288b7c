using System.Text.RegularExpressions;

namespace S3MultipartUpload.Tests.Architecture;

/// <summary>What is written for people: lines that fit a screen, and paths that exist.</summary>
public sealed partial class TextTests
{
    // Also in .editorconfig, which compilers do not hold anybody to.
    private const int LongestLine = 140;

    [Fact]
    public void No_line_of_code_is_longer_than_140_characters() => Check.Empty(
    [
        .. Repository.CodeFiles("src", "tests", "samples").SelectMany(path => Repository.Read(path).ReplaceLineEndings("\n").Split('\n')
            .Index().Where(line => line.Item.Length > LongestLine)
            .Select(line => $"{path}:{line.Index + 1} has {line.Item.Length} characters")),
    ]);

    [Fact]
    public void Every_path_in_CONTRIBUTING_exists() => Check.Empty(MissingPaths(Repository.Read("CONTRIBUTING.md")));

    [Theory]
    [InlineData("See `Nowhere.cs`.", "Nowhere.cs")]
    [InlineData("Run `tests/servers/nothing rgw` first.", "tests/servers/nothing")]
    [InlineData("All of it is in `src/Nowhere/`.", "src/Nowhere/")]
    [InlineData("What CI runs: `.ci/walk`.", ".ci/walk")]
    [InlineData("`README.md`, `PublicApiTests.cs`, `.ci/run`, `tests/servers/run-against rgw`, `./`, `NoFile`, and Nowhere.cs.", null)]
    public void A_path_that_leads_nowhere_is_found(string text, string? missing) =>
        Assert.Equal(missing is null ? [] : [missing], MissingPaths(text));

    // A bare name of a C# file may be anywhere.
    private static string[] MissingPaths(string text)
    {
        HashSet<string> names = [.. Repository.CodeFiles("src", "tests", "samples").Select(path => path[(path.LastIndexOf('/') + 1)..])];
        return
        [
            .. Quoted().Matches(text).SelectMany(quoted => quoted.Groups[1].Value.Split(' ')).Distinct()
                .Where(word => PathLike().IsMatch(word) && !Repository.Has(word) && !names.Contains(word)),
        ];
    }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^((src|tests|samples|\.ci)/[\w./-]*|[\w./-]+\.(cs|md|txt|props|json|config|sln))$")]
    private static partial Regex PathLike();
}
