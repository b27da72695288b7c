namespace S3MultipartUpload.IntegrationTests;

/// <summary>After so many writings, it keeps what it has whatever comes, as if the process had been killed then; it never removes anything.</summary>
internal sealed class ForgetfulCheckpointStore(ICheckpointStore inner, int writes) : ICheckpointStore
{
    private int _writes;

    public async ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken) =>
        new Checkpoint(this, await inner.OpenAsync(bucketName, key, cancellationToken));

    private bool Forgets => Interlocked.Increment(ref _writes) > writes;

    private sealed class Checkpoint(ForgetfulCheckpointStore store, ICheckpoint inner) : ICheckpoint
    {
        public string Location => inner.Location;

        public ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            store.Forgets ? ValueTask.CompletedTask : inner.WriteAsync(content, cancellationToken);

        public ValueTask DeleteAsync(CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
