using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Store;

/// <summary>One attempt to send a part: a body of its own, at its first byte.</summary>
/// <param name="range">The part.</param>
/// <param name="body">The bytes; the attempt's owner disposes it.</param>
/// <param name="checksum">The checksum of the bytes.</param>
internal sealed class PartAttempt(PartRange range, Stream body, PartChecksum checksum)
{
    public PartRange Range => range;

    public Stream Body => body;

    public PartChecksum Checksum => checksum;

    /// <summary>Raised while the attempt is being sent, with the bytes that are on their way.</summary>
    public event Action<PartAttempt, long>? Sent;

    /// <summary>Whether anybody wants to know.</summary>
    public bool IsWatched => Sent is not null;

    public void OnSent(long bytes) => Sent?.Invoke(this, Math.Min(bytes, range.Length));

    /// <summary>The part number is ours: a store need not repeat it.</summary>
    public UploadedPart StoredAs(string eTag) => new()
    {
        PartNumber = range.PartNumber,
        Offset = range.Offset,
        Size = range.Length,
        ETag = eTag,
        Checksum = checksum.Value,
    };
}
