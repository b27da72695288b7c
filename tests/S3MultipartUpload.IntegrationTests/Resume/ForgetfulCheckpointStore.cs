namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// After so many writings, it keeps what it has whatever comes, as if the process had been killed then, and tells so; it never removes
/// anything.
/// </summary>
internal sealed class ForgetfulCheckpointStore(ICheckpointStore inner, int writes, Action? onForget = null) : ICheckpointStore
{
    private int _writes;

    public async ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken) =>
        new Checkpoint(this, await inner.OpenAsync(bucketName, key, cancellationToken));

    public IAsyncEnumerable<CheckpointEntry> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    private ValueTask WriteAsync(ICheckpoint checkpoint, ReadOnlyMemory<byte> content)
    {
        if (Interlocked.Increment(ref _writes) <= writes)
        {
            return checkpoint.WriteAsync(content, CancellationToken.None);
        }

        onForget?.Invoke();
        return ValueTask.CompletedTask;
    }

    private sealed class Checkpoint(ForgetfulCheckpointStore store, ICheckpoint inner) : ICheckpoint
    {
        public string Location => inner.Location;

        public ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => store.WriteAsync(inner, content);

        public ValueTask DeleteAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
