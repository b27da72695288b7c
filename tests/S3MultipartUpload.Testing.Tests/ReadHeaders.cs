using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The headers of a request; remembers which of them somebody has asked for by name.</summary>
internal sealed class ReadHeaders(IHeaderDictionary headers) : IHeaderDictionary
{
    public HashSet<string> Read { get; } = new(StringComparer.OrdinalIgnoreCase);

    public StringValues this[string key]
    {
        get
        {
            Read.Add(key);
            return headers[key];
        }

        set => headers[key] = value;
    }

    public long? ContentLength
    {
        get => headers.ContentLength;
        set => headers.ContentLength = value;
    }

    public ICollection<string> Keys => headers.Keys;

    public ICollection<StringValues> Values => headers.Values;

    public int Count => headers.Count;

    public bool IsReadOnly => headers.IsReadOnly;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
    {
        Read.Add(key);
        return headers.TryGetValue(key, out value);
    }

    public bool ContainsKey(string key) => headers.ContainsKey(key);

    public void Add(string key, StringValues value) => headers[key] = value;

    public void Add(KeyValuePair<string, StringValues> item) => headers.Add(item);

    public bool Remove(string key) => headers.Remove(key);

    public bool Remove(KeyValuePair<string, StringValues> item) => headers.Remove(item);

    public void Clear() => headers.Clear();

    public bool Contains(KeyValuePair<string, StringValues> item) => headers.Contains(item);

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => headers.CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => headers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
