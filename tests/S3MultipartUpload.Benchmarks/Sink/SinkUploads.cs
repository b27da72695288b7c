using System.Collections.Concurrent;
using System.Globalization;
using System.Web;

namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>Which parts of the open uploads were sent: their sizes and checksums, not their bytes.</summary>
internal sealed class SinkUploads
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, string>> _uploads = new();
    private int _opened;

    /// <returns>The id of a new upload.</returns>
    public string Open()
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"sink{Interlocked.Increment(ref _opened)}");
        _uploads[id] = new();
        return id;
    }

    public void Add(SinkRequest request, string element)
    {
        if (_uploads.TryGetValue(IdOf(request), out ConcurrentDictionary<int, string>? parts))
        {
            parts[int.Parse(Query(request, "partNumber"), CultureInfo.InvariantCulture)] = element;
        }
    }

    /// <returns>Whether it was open.</returns>
    public bool Close(SinkRequest request) => _uploads.TryRemove(IdOf(request), out _);

    /// <returns>The parts, as ListParts tells them.</returns>
    public string List(SinkRequest request) => _uploads.TryGetValue(IdOf(request), out ConcurrentDictionary<int, string>? parts)
        ? string.Concat(parts.OrderBy(part => part.Key).Select(part => $"<Part><PartNumber>{part.Key}</PartNumber>{part.Value}</Part>"))
        : "";

    private static string IdOf(SinkRequest request) => Query(request, "uploadId");

    private static string Query(SinkRequest request, string name) =>
        HttpUtility.ParseQueryString(request.Target[(request.Target.IndexOf('?', StringComparison.Ordinal) + 1)..])[name] ?? "";
}
