using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>The bytes of one object. They stay while somebody reads them, even when the object is replaced or deleted.</summary>
internal sealed class StoredContent(IBlobStore store, IReadOnlyList<Blob> blobs)
{
    private int _uses = 1;

    /// <summary>Call only while the object is still in its table, that is, under the bucket's gate.</summary>
    public ContentReader OpenRead(long offset, long length)
    {
        Interlocked.Increment(ref _uses);
        return new ContentReader(store, blobs, offset, length, Release);
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            foreach (Blob blob in blobs)
            {
                store.Delete(blob);
            }
        }
    }
}
