using System.Collections.Concurrent;

namespace S3MultipartUpload;

/// <summary>Keeps checkpoints for as long as it lives itself: for tests, and for uploads that are resumed by the same process.</summary>
public sealed class MemoryCheckpointStore : ICheckpointStore
{
    private readonly ConcurrentDictionary<(string Bucket, string Key), byte[]> _contents = new();
    private readonly ConcurrentDictionary<(string Bucket, string Key), Checkpoint> _held = new();

    /// <inheritdoc/>
    public ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken)
    {
        var checkpoint = new Checkpoint(this, (bucketName, key));
        return _held.TryAdd((bucketName, key), checkpoint) ? new(checkpoint) : throw CheckpointException.InUse(checkpoint.Location);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckpointEntry> ListAsync(CancellationToken cancellationToken = default) =>
        _contents.Keys.Select(target => new CheckpointEntry
        {
            BucketName = target.Bucket,
            Key = target.Key,
            Location = new Checkpoint(this, target).Location,
        }).ToAsyncEnumerable();

    private sealed class Checkpoint(MemoryCheckpointStore store, (string Bucket, string Key) target) : ICheckpoint
    {
        public string Location => $"memory, for {target.Bucket}";

        public ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) =>
            new(store._contents.GetValueOrDefault(target));

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            store._contents[target] = content.ToArray();
            return ValueTask.CompletedTask;
        }

        public ValueTask DeleteAsync(CancellationToken cancellationToken)
        {
            store._contents.TryRemove(target, out _);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            store._held.TryRemove(new(target, this));
            return ValueTask.CompletedTask;
        }
    }
}
