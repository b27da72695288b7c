namespace S3MultipartUpload.Testing.Storage;

/// <summary>Where bytes live. A blob is written once, whole, and then only read and deleted.</summary>
internal interface IBlobStore
{
    /// <summary>Begins a blob; it exists once committed.</summary>
    /// <param name="length">How many bytes are announced, which need not be true; null where nobody knows.</param>
    BlobWriter Create(long? length);

    /// <summary>Opens a committed blob at an offset.</summary>
    Stream OpenRead(Blob blob, long offset);

    void Delete(Blob blob);
}
