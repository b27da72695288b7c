namespace S3MultipartUpload;

/// <summary>What the store said of an object it has stored.</summary>
/// <param name="ETag">Its ETag.</param>
/// <param name="VersionId">Its version.</param>
/// <param name="Location">Where it is.</param>
/// <param name="ChecksumAgrees">Whether its checksum is the one of the bytes that were sent; null where nothing was said of it.</param>
internal sealed record StoredObject(string? ETag, string? VersionId, string? Location, bool? ChecksumAgrees = null)
{
    /// <exception cref="IntegrityException">It is not what was sent.</exception>
    public StoredObject Proven() => ChecksumAgrees != false ? this : throw Damaged();

    public static IntegrityException Damaged(Exception? cause = null) => new(
        "The store has completed the object, but the checksum that it names is not that of the bytes which were sent. Do not use the " +
        "object under the key: upload it again, and tell the provider of the store.",
        cause)
    {
        IsOfObject = true,
    };
}
