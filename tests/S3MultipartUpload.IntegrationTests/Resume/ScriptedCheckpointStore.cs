namespace S3MultipartUpload.IntegrationTests;

/// <summary>Runs what the test says before each call goes on to another store.</summary>
internal sealed class ScriptedCheckpointStore(ICheckpointStore inner) : ICheckpointStore
{
    private int _writes;

    /// <summary>Whether a writing that has been cancelled changes nothing.</summary>
    public bool HeedsToken { get; set; } = true;

    public Func<CancellationToken, Task> OnOpen { get; set; } = _ => Task.CompletedTask;

    public Func<CancellationToken, Task> OnRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before each writing, with its number.</summary>
    public Func<int, CancellationToken, Task> OnWrite { get; set; } = (_, _) => Task.CompletedTask;

    public Func<CancellationToken, Task> OnDelete { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs after each disposal.</summary>
    public Func<Task> OnDispose { get; set; } = () => Task.CompletedTask;

    public async ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken)
    {
        await OnOpen(cancellationToken);
        return new Checkpoint(this, await inner.OpenAsync(bucketName, key, cancellationToken));
    }

    public IAsyncEnumerable<CheckpointEntry> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    private sealed class Checkpoint(ScriptedCheckpointStore store, ICheckpoint inner) : ICheckpoint
    {
        public string Location => inner.Location;

        public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
        {
            await store.OnRead(cancellationToken);
            return await inner.ReadAsync(cancellationToken);
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            await store.OnWrite(Interlocked.Increment(ref store._writes), cancellationToken);
            await inner.WriteAsync(content, store.HeedsToken ? cancellationToken : CancellationToken.None);
        }

        public async ValueTask DeleteAsync(CancellationToken cancellationToken)
        {
            await store.OnDelete(cancellationToken);
            await inner.DeleteAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await store.OnDispose();
        }
    }
}
