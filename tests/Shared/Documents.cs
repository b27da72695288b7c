using System.Text.RegularExpressions;

namespace S3MultipartUpload.TestSupport;

/// <summary>What is written for users: the READMEs and the pages in docs/; paths are relative to the repository, with slashes.</summary>
internal static partial class Documents
{
    private static readonly string Root = RepositoryFolder.FullName;

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "src/S3MultipartUpload.Testing/README.md",
        "src/S3MultipartUpload.AspNetCore/README.md",
        "src/S3MultipartUpload.Fleet/README.md",
        .. Files("docs", "*.md"),
    ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>The files below a folder that someone wrote; what a build leaves behind is not among them.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    /// <summary>The blocks of code in a language.</summary>
    public static IEnumerable<string> Blocks(string text, string language) =>
        Block().Matches(text).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    /// <summary>The text without its blocks of code and pieces of code.</summary>
    public static string WithoutCode(string text) => Quoted().Replace(Block().Replace(text, ""), "");

    /// <summary>The sections of a page by their headings, each with all that is below it, up to the next heading of any level.</summary>
    public static IReadOnlyDictionary<string, string> Sections(string text) =>
        Section().Matches(text).ToDictionary(section => section.Groups[1].Value, section => section.Groups[2].Value);

    /// <summary>The rows of the tables in a text, each as its cells; heads are not among them.</summary>
    public static IReadOnlyList<string[]> Rows(string text)
    {
        string[] lines = text.Split('\n');
        return
        [
            .. lines.Index()
                .Where(line => line.Item.StartsWith('|') && !line.Item.StartsWith("|---", StringComparison.Ordinal)
                    && !(line.Index + 1 < lines.Length && lines[line.Index + 1].StartsWith("|---", StringComparison.Ordinal)))
                .Select(line => line.Item.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];
    }

    /// <summary>What stands between backticks in a text.</summary>
    public static IEnumerable<string> Names(string text) => Quoted().Matches(text).Select(name => name.Value.Trim('`'));

    [GeneratedRegex("^```(\\w*)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^#{1,4} (.+)\n((?:(?!^#{1,4} ).*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex Section();
}
