namespace S3MultipartUpload.Testing.Storage;

/// <summary>A blob being written; disposing it without a commit leaves no trace.</summary>
internal abstract class BlobWriter : IAsyncDisposable
{
    /// <summary>Room for the next bytes, so that they are read to where they stay.</summary>
    /// <returns>At least one byte.</returns>
    public abstract Memory<byte> GetMemory();

    /// <summary>Takes over the first bytes of the room.</summary>
    public abstract ValueTask AdvanceAsync(int bytes, CancellationToken cancellationToken);

    public abstract ValueTask<Blob> CommitAsync();

    public abstract ValueTask DisposeAsync();
}
