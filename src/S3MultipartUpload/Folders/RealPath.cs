namespace S3MultipartUpload.Folders;

/// <summary>Where a path leads when every symbolic link on its way is followed.</summary>
internal static class RealPath
{
    /// <summary>As many as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <exception cref="IOException">There are too many links, or one cannot be read.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string current = Path.GetPathRoot(full) ?? full;
        var left = new Stack<string>(NamesOf(full[current.Length..]).Reverse());
        int links = 0;
        while (left.TryPop(out string? name))
        {
            if (name is ".")
            {
                continue;
            }

            if (name is "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            string next = Path.Combine(current, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"'{path}' leads from link to link, more than {MostLinks} times.");
            }

            if (Path.GetPathRoot(target) is { Length: > 0 } root)
            {
                (current, target) = (root, target[root.Length..]);
            }

            foreach (string of in NamesOf(target).Reverse())
            {
                left.Push(of);
            }
        }

        return current;
    }

    /// <summary>Somebody has put a link on the way to where it was.</summary>
    public static IOException Replaced(string path) =>
        new($"'{path}' lies behind a link that was not there when the folder was looked through; it is not followed.");

    /// <summary>Whether a real path is that of the folder, or lies in it.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string[] NamesOf(string path) => path.Split(
        [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
