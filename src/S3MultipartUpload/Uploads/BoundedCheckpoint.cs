using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>
/// A checkpoint of whatever store: each call ends in time, even if that store does not heed its token or blocks its thread, and what it
/// throws is a <see cref="CheckpointException"/>.
/// </summary>
internal sealed class BoundedCheckpoint : ICheckpoint
{
    private readonly ICheckpoint _inner;
    private readonly Deadline _deadline;
    private readonly BoundedChanges _changes;

    private BoundedCheckpoint(ICheckpoint inner, Deadline deadline) =>
        (_inner, _deadline, _changes) = (inner, deadline, new BoundedChanges(deadline));

    public string Location => _inner.Location;

    /// <exception cref="CheckpointException">It is in use, or its store fails.</exception>
    public static async Task<ICheckpoint> OpenAsync(
        ICheckpointStore store, ObjectSettings target, Deadline deadline, CancellationToken cancellationToken)
    {
        string location = $"{target.BucketName}/{target.Key}";
        ICheckpoint inner = await BoundedCall.RunAsync(
            token => BoundedCall.AfterAsync(Task.CompletedTask, () =>
            {
                token.ThrowIfCancellationRequested(); // Nobody waits for it any more: who comes next must find it free.
                return store.OpenAsync(target.BucketName, target.Key, token);
            }),
            deadline,
            failure => CheckpointException.Unavailable(location, failure),
            late => late.DisposeAsync(),
            cancellationToken).ConfigureAwait(false);
        return new BoundedCheckpoint(inner ?? throw CheckpointException.Unavailable(
            location, new InvalidOperationException("The store of checkpoints gave none.")), deadline);
    }

    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) => await BoundedCall.RunAsync(
        token => BoundedCall.AfterAsync(_changes.Last, () => _inner.ReadAsync(token)),
        _deadline,
        failure => CheckpointException.Unavailable(Location, failure),
        late: null,
        cancellationToken).ConfigureAwait(false);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => _changes.RunAsync(
        token => _inner.WriteAsync(content, token),
        failure => CheckpointException.NotSaved(Location, failure),
        cancellationToken);

    public ValueTask DeleteAsync(CancellationToken cancellationToken) => _changes.RunAsync(
        token => _inner.DeleteAsync(BoundedChanges.EvenIfLate(token)),
        failure => CheckpointException.Unavailable(Location, failure),
        cancellationToken);

    public ValueTask DisposeAsync() => _changes.EndAsync(
        _inner.DisposeAsync, failure => CheckpointException.Unavailable(Location, failure));
}
