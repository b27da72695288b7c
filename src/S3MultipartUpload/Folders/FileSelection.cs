using Microsoft.Extensions.FileSystemGlobbing;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Folders;

/// <summary>Which files of a folder are meant, by their paths within it.</summary>
internal sealed class FileSelection
{
    private const string Root = "/";

    /// <summary>In a name of Unix it is a character as any other, but to a pattern it is a slash.</summary>
    private const char Backslash = '\\';
    private const char Stand = '\u0001';

    private readonly Matcher _matcher;
    private readonly Matcher _left = MatcherOf(["**/*"]);
    private readonly Dictionary<string, Matcher> _unmatched = [];

    /// <exception cref="UploadRefusedException">Something is no pattern.</exception>
    public FileSelection(IReadOnlyCollection<string> include, IReadOnlyCollection<string> exclude)
    {
        _matcher = MatcherOf(include.Count == 0 ? ["**/*"] : include);
        foreach (string pattern in include)
        {
            _unmatched[pattern] = MatcherOf([pattern]);
        }

        foreach (string pattern in exclude)
        {
            Add(pattern, () => _matcher.AddExclude(pattern));
            _left.AddExclude(pattern);
        }
    }

    /// <summary>The patterns that no file has matched so far, of those that <see cref="Note"/> was told of.</summary>
    public IReadOnlyCollection<string> Unmatched => _unmatched.Keys;

    public bool Has(string relativePath) => Matches(_matcher, relativePath);

    /// <summary>Whether a folder that cannot be read is left out by a pattern, with whatever it may hold.</summary>
    public bool LeavesOutFolder(string relativePath) => !Matches(_left, relativePath + "/any");

    /// <summary>There is such a file.</summary>
    public void Note(string relativePath)
    {
        foreach ((string pattern, Matcher matcher) in _unmatched)
        {
            if (Matches(matcher, relativePath))
            {
                _unmatched.Remove(pattern);
            }
        }
    }

    private static bool Matches(Matcher matcher, string relativePath) =>
        matcher.Match(Root, OperatingSystem.IsWindows() ? relativePath : relativePath.Replace(Backslash, Stand)).HasMatches;

    private static Matcher MatcherOf(IEnumerable<string> patterns)
    {
        var matcher = new Matcher(OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
        foreach (string pattern in patterns)
        {
            Add(pattern, () => matcher.AddInclude(pattern));
        }

        return matcher;
    }

    private static void Add(string pattern, Action add)
    {
        if (string.IsNullOrWhiteSpace(pattern))
        {
            throw new UploadRefusedException("Include and Exclude: a pattern is empty.");
        }

        try
        {
            add();
        }
        catch (ArgumentException invalid)
        {
            throw new UploadRefusedException($"Include and Exclude: '{Log.OnOneLine(pattern)}' is no pattern: {invalid.Message}");
        }
    }
}
