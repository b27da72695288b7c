namespace S3MultipartUpload.Testing.Storage;

/// <summary>A blob being written; disposing it without a commit leaves no trace.</summary>
internal abstract class BlobWriter : IAsyncDisposable
{
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    public abstract ValueTask<Blob> CommitAsync();

    public abstract ValueTask DisposeAsync();
}
