using System.Xml;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

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
    /// <param name="query">What is asked for.</param>
    /// <param name="isAfter">Whether a candidate, or the prefix it is rolled up to, was on no earlier page.</param>
    public static KeyPage<T> Take(IEnumerable<T> ordered, Func<T, string> keyOf, KeyQuery query, Func<T, string?, bool> isAfter)
    {
        var page = new KeyPage<T>();
        foreach (T? entry in ordered)
        {
            string key = keyOf(entry);
            if (!key.StartsWith(query.Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            string? rolled = Roll(key, query);
            if (!isAfter(entry, rolled) || (rolled is not null && page.Last == rolled))
            {
                continue;
            }

            if (page.Entries.Count + page.CommonPrefixes.Count == query.Size)
            {
                // Asking for nothing is answered with nothing, not with a page that never ends.
                page.IsTruncated = query.Size > 0;
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

    public void WriteCommonPrefixes(XmlWriter xml, S3Exchange exchange)
    {
        foreach (string prefix in CommonPrefixes)
        {
            xml.Group("CommonPrefixes", entry => entry.Value("Prefix", exchange.Encoded(prefix)));
        }
    }

    private static string? Roll(string key, KeyQuery query)
    {
        int end = query.Delimiter.Length == 0 ? -1 : key.IndexOf(query.Delimiter, query.Prefix.Length, StringComparison.Ordinal);
        return end < 0 ? null : key[..(end + query.Delimiter.Length)];
    }
}
