using System.Collections;

namespace S3MultipartUpload.Uploads;

/// <summary>What every line of the log has that is about one upload. The id is known later than the rest.</summary>
internal sealed class UploadScope(string bucketName, string? key) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public string? UploadId { get; set; }

    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("BucketName", bucketName),
        1 => new("Key", key),
        2 => new("UploadId", UploadId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

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

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
