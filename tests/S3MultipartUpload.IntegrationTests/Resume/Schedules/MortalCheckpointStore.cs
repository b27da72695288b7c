using System.Collections.Concurrent;
using System.Text;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// The store of checkpoints as a process sees it that may be killed: then it writes no more, and what it held is free. Some writings
/// fail, if that is asked for.
/// </summary>
internal sealed class MortalCheckpointStore(MemoryCheckpointStore inner, ProcessLife life, int failingWrite) : ICheckpointStore
{
    private readonly ConcurrentBag<TaskCompletionSource> _holds = [];
    private int _writes;

    /// <summary>Ends when nothing is held: an upload that was cancelled does not wait for what its store is still doing.</summary>
    public Task WhenReleased => Task.WhenAll(_holds.Select(hold => hold.Task));

    /// <summary>What was written.</summary>
    public ConcurrentQueue<string> Written { get; } = new();

    public async ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken)
    {
        var hold = new TaskCompletionSource();
        _holds.Add(hold);
        try
        {
            life.Step();
            await life.ThrowIfDeadAsync();
            ICheckpoint checkpoint = await inner.OpenAsync(bucketName, key, cancellationToken);

            // The operating system frees what a process held.
            return new Checkpoint(this, checkpoint, hold, life.End.Register(() => _ = checkpoint.DisposeAsync().AsTask()));
        }
        catch
        {
            hold.SetResult();
            throw;
        }
    }

    public IAsyncEnumerable<CheckpointEntry> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    private int FailingWrite => failingWrite;

    private async ValueTask DoAsync(Action action)
    {
        life.Step();
        if (!life.TryDo(action))
        {
            await life.ThrowIfDeadAsync();
        }

        life.Step();
        await life.ThrowIfDeadAsync();
    }

    private sealed class Checkpoint(
        MortalCheckpointStore store, ICheckpoint inner, TaskCompletionSource hold, CancellationTokenRegistration dying) : ICheckpoint
    {
        public string Location => inner.Location;

        public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
        {
            byte[]? content = null;
            await store.DoAsync(() => content = Now(inner.ReadAsync(cancellationToken)));
            return content;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => store.DoAsync(() =>
        {
            if (Interlocked.Increment(ref store._writes) == store.FailingWrite)
            {
                throw new IOException("The disk is full.");
            }

            store.Written.Enqueue(Encoding.UTF8.GetString(content.Span));
            Now(inner.WriteAsync(content, CancellationToken.None));
        });

        public ValueTask DeleteAsync(CancellationToken cancellationToken) =>
            store.DoAsync(() => Now(inner.DeleteAsync(cancellationToken)));

        public async ValueTask DisposeAsync()
        {
            await dying.DisposeAsync();
            await inner.DisposeAsync();
            hold.TrySetResult();
        }

        /// <summary>The store in memory never waits.</summary>
        private static T Now<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

        private static void Now(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
    }
}
