using System.Text.RegularExpressions;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Every link leads somewhere, and every file and test that a page names is there.</summary>
public sealed partial class LinkTests
{
    // Where something is that is not ours. Where the repository is published is not known yet: links to it are relative.
    private static readonly string[] KnownHosts = ["keepachangelog.com", "semver.org"];

    private static readonly HashSet<string> Classes =
    [
        .. Documents.Files("tests", "*.cs")
            .SelectMany(path => ClassName().Matches(Documents.Read(path)).Select(found => found.Groups[1].Value)),
    ];

    public static TheoryData<string> Pages => [.. Documents.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_somewhere(string page) => Assert.Empty(BrokenLinks(page, Documents.Read(page)));

    [Theory]
    [InlineData("[a](docs/nowhere.md)", "docs/nowhere.md")]
    [InlineData("[a](docs/errors.md#no-such-heading)", "docs/errors.md#no-such-heading")]
    [InlineData("[a](#no-such-heading)", "#no-such-heading")]
    [InlineData("[a](https://example.org/a)", "https://example.org/a")]
    [InlineData("# A `b`, c's\n[a](#a-b-cs) [b](docs/errors.md#state) [c](LICENSE) `[d](nowhere)`", null)]
    public void A_link_that_leads_nowhere_is_found(string text, string? broken) =>
        Assert.Equal(broken is null ? [] : [broken], BrokenLinks("README.md", text));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_that_is_named_exists(string page) => Assert.All(
        Documents.Names(Documents.Read(page)).Where(name => PathName().IsMatch(name)), name => Assert.True(Documents.Has(name), name));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_test_that_is_named_exists(string page)
    {
        Assert.Contains(nameof(LinkTests), Classes);
        Assert.All(Documents.Names(Documents.Read(page)).Where(name => TestName().IsMatch(name)), name => Assert.Contains(name, Classes));
    }

    /// <summary>The index has every page, and no page is forgotten.</summary>
    [Fact]
    public void The_README_leads_to_every_page_and_a_store_s_page_to_every_store()
    {
        string[] pages = [.. Documents.All.Where(page => page.StartsWith("docs/", StringComparison.Ordinal))];
        string[] linked =
        [
            .. Targets(Documents.Read("README.md")),
            .. Targets(Documents.Read("docs/stores.md")).Select(target => $"docs/{target}"),
        ];
        Assert.Empty(pages.Except(linked.Select(target => target.Split('#')[0])));
    }

    [Fact]
    public void The_README_is_a_door()
    {
        Assert.InRange(Documents.Read("README.md").Count(letter => letter == '\n'), 50, 150);
        Assert.Contains("\ndotnet test\n", Documents.Read("README.md"), StringComparison.Ordinal);
    }

    private static string[] BrokenLinks(string page, string text) =>
        [.. Targets(text).Where(target => !Leads(page, text, target))];

    private static IEnumerable<string> Targets(string text) =>
        Link().Matches(Documents.WithoutCode(text)).Select(link => link.Groups[1].Value);

    private static bool Leads(string page, string text, string target)
    {
        if (Uri.TryCreate(target, UriKind.Absolute, out Uri? address) && address.Scheme != Uri.UriSchemeFile)
        {
            return KnownHosts.Contains(address.Host);
        }

        string[] parts = target.Split('#');
        string path = parts[0].Length == 0 ? page : Resolve(page, parts[0]);
        return Documents.Has(path)
            && (parts.Length == 1 || Anchors(parts[0].Length == 0 ? text : Documents.Read(path)).Contains(parts[1]));
    }

    private static string Resolve(string page, string target)
    {
        string folder = Path.GetDirectoryName(page) ?? "";
        return Path.GetRelativePath(Path.GetFullPath("."), Path.GetFullPath(Path.Combine(folder, target)))
            .Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>As repositories make them of headings: small letters, no punctuation, hyphens for blanks.</summary>
    private static HashSet<string> Anchors(string text) =>
    [
        .. Heading().Matches(Fence().Replace(text, "")).Select(heading => NoAnchor().Replace(heading.Groups[1].Value.Trim(), "")
            .Replace(' ', '-').ToLowerInvariant()),
    ];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();

    [GeneratedRegex(@"^(src|tests|samples|docs|\.ci)/[\w./-]+$")]
    private static partial Regex PathName();

    [GeneratedRegex(@"^[A-Z]\w*(Tests|Specs|Behaviour|OverGivenServer|OnRgw)$|^(Wire)?OverHttps?$|^OverGivenServer$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex ClassName();
}
