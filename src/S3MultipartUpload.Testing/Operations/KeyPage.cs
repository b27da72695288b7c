namespace S3MultipartUpload.Testing.Operations;

/// <summary>One page of a listing by key: entries and, with a delimiter, the prefixes they share.</summary>
/// <typeparam name="T">An object or an upload.</typeparam>
internal sealed class KeyPage<T>
{
    public List<T> Entries { get; } = [];

    public List<string> CommonPrefixes { get; } = [];

    public bool IsTruncated { get; private set; }

    /// <summary>The last key or common prefix on this page.</summary>
    public string? Last { get; private set; }

    /// <param name="ordered">Every candidate, in S3's order.</param>
    /// <param name="keyOf">Its key.</param>
    /// <param name="prefix">Keys must begin with it.</param>
    /// <param name="delimiter">Keys that hold it behind the prefix are rolled up; empty for none.</param>
    /// <param name="after">Candidates at or before this marker were on earlier pages.</param>
    /// <param name="size">Entries and common prefixes count alike.</param>
    public static KeyPage<T> Take(
        IEnumerable<T> ordered, Func<T, string> keyOf, string prefix, string delimiter, Func<T, string?, bool> after, int size)
    {
        var page = new KeyPage<T>();
        foreach (T? entry in ordered)
        {
            string key = keyOf(entry);
            if (!key.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            string? rolled = Roll(key, prefix, delimiter);
            if (!after(entry, rolled) || (rolled is not null && page.Last == rolled))
            {
                continue;
            }

            if (page.Entries.Count + page.CommonPrefixes.Count == size)
            {
                // Asking for nothing is answered with nothing, not with a page that never ends.
                page.IsTruncated = size > 0;
                break;
            }

            if (rolled is null)
            {
                page.Entries.Add(entry);
            }
            else
            {
                page.CommonPrefixes.Add(rolled);
            }

            page.Last = rolled ?? key;
        }

        return page;
    }

    private static string? Roll(string key, string prefix, string delimiter)
    {
        int end = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return end < 0 ? null : key[..(end + delimiter.Length)];
    }
}
