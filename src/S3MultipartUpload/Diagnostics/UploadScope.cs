using System.Collections;
using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.Diagnostics;

/// <summary>What every line of the log has that is about one upload. The id may be known later than the rest.</summary>
internal sealed class UploadScope : IReadOnlyList<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string _bucketName;
    private readonly string? _key;
    private readonly IDisposable? _end;

    private UploadScope(ILogger logger, string? bucketName, string? key)
    {
        (_bucketName, _key) = (Log.OnOneLine(bucketName ?? ""), key is null ? null : Log.OnOneLine(key));
        _end = logger.BeginScope(this);
    }

    public string? UploadId
    {
        get;
        set => field = value is null ? null : Log.Shorten(value);
    }

    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("BucketName", _bucketName),
        1 => new("Key", _key),
        2 => new("UploadId", UploadId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    /// <summary>Begins the scope; null where nothing is logged.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="key">The object; null where it may not be told.</param>
    /// <param name="uploadId">The multipart upload, where it is known.</param>
    public static UploadScope? Begin(ILogger logger, string? bucketName, string? key, string? uploadId = null) =>
        logger.IsEnabled(LogLevel.Critical) ? new UploadScope(logger, bucketName, key) { UploadId = uploadId } : null;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (int index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    /// <summary>As loggers show it that know no structure.</summary>
    public override string ToString() => string.Join(
        ' ', this.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}:{pair.Value}"));

    public void Dispose() => _end?.Dispose();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
