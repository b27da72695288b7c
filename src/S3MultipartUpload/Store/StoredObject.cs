namespace S3MultipartUpload.Store;

/// <summary>What the store said of an object it has stored.</summary>
/// <param name="ETag">Its ETag.</param>
/// <param name="VersionId">Its version.</param>
/// <param name="Location">Where it is.</param>
/// <param name="ChecksumAgrees">Whether its checksum is the one of the bytes that were sent; null where nothing was said of it.</param>
internal sealed record StoredObject(string? ETag, string? VersionId, string? Location, bool? ChecksumAgrees = null)
{
    /// <summary>Its size, where the store was asked.</summary>
    public long? Size { get; init; }

    /// <summary>Its checksum, where the store was asked and names one.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>Whether it is not what was sent.</summary>
    public bool IsDamaged => ChecksumAgrees == false;
}
