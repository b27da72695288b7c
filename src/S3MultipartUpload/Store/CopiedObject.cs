using Amazon.S3.Model;

namespace S3MultipartUpload.Store;

/// <summary>An object that is copied, as it was seen when the copy began.</summary>
/// <param name="Source">What the caller calls it.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Head">What the store said of it.</param>
internal sealed record CopiedObject(CopySource Source, UploadTarget Address, GetObjectMetadataResponse Head)
{
    public long Size => Head.ContentLength;

    public string ETag => Head.ETag;

    /// <summary>What changes when the object does.</summary>
    public string State => $"{ETag} {Head.LastModified?.ToUniversalTime().Ticks} {Size}";
}

/// <summary>Some bytes of an object that is copied.</summary>
internal readonly record struct CopiedRange(CopiedObject Object, long Offset, long Length)
{
    public bool IsWhole => Offset == 0 && Length == Object.Size;

    /// <param name="offset">The first byte, counted from the first one of this range.</param>
    /// <param name="length">How many bytes; no more than there are.</param>
    public CopiedRange Slice(long offset, long length) => new(Object, Offset + offset, length);
}
