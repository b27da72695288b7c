using System.Collections.Concurrent;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Reads what was written at some earlier time, if only by an upload that has ended long ago; or nothing.</summary>
internal sealed class LyingCheckpointStore(ICheckpointStore inner, Random random) : ICheckpointStore
{
    /// <summary>All that was ever written.</summary>
    public ConcurrentQueue<byte[]> Written { get; } = new();

    /// <summary>How often something else was read than was written last.</summary>
    public int Lies { get; private set; }

    public async ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken) =>
        new Checkpoint(this, await inner.OpenAsync(bucketName, key, cancellationToken));

    public IAsyncEnumerable<CheckpointEntry> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    private byte[]? Lie(byte[]? truth)
    {
        int which = random.Next(-2, Written.Count);
        byte[]? told = which switch
        {
            -2 => truth,
            -1 => null,
            _ => Written.ElementAt(which),
        };
        Lies += truth.AsSpan().SequenceEqual(told) ? 0 : 1;
        return told;
    }

    private sealed class Checkpoint(LyingCheckpointStore store, ICheckpoint inner) : ICheckpoint
    {
        public string Location => inner.Location;

        public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) =>
            store.Lie(await inner.ReadAsync(cancellationToken));

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            store.Written.Enqueue(content.ToArray());
            return inner.WriteAsync(content, cancellationToken);
        }

        public ValueTask DeleteAsync(CancellationToken cancellationToken) => inner.DeleteAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
