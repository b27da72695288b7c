using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>
/// A checkpoint of whatever store: each call ends in time, even if that store does not heed its token or blocks its thread, and what it
/// throws is a <see cref="CheckpointException"/>. Changes never overlap: a writing that was given up must not come after the removal, nor
/// when somebody else holds the checkpoint.
/// </summary>
internal sealed class BoundedCheckpoint : ICheckpoint
{
    private readonly ICheckpoint _inner;
    private readonly Deadline _deadline;

    /// <summary>The change that the store was asked for last; it may go on when nobody waits for it any more.</summary>
    private Task _last = Task.CompletedTask;

    private BoundedCheckpoint(ICheckpoint inner, Deadline deadline) => (_inner, _deadline) = (inner, deadline);

    public string Location => _inner.Location;

    /// <exception cref="CheckpointException">It is in use, or its store fails.</exception>
    public static async Task<ICheckpoint> OpenAsync(
        ICheckpointStore store, ObjectSettings target, Deadline deadline, CancellationToken cancellationToken)
    {
        string location = $"{target.BucketName}/{target.Key}";
        ICheckpoint inner = await BoundedCall.RunAsync(
            token => BoundedCall.AfterAsync(Task.CompletedTask, () => store.OpenAsync(target.BucketName, target.Key, token)),
            deadline,
            failure => CheckpointException.Unavailable(location, failure),
            late => late.DisposeAsync(),
            cancellationToken).ConfigureAwait(false);
        return new BoundedCheckpoint(inner ?? throw CheckpointException.Unavailable(
            location, new InvalidOperationException("The store of checkpoints gave none.")), deadline);
    }

    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) => await BoundedCall.RunAsync(
        token => BoundedCall.AfterAsync(_last, () => _inner.ReadAsync(token)),
        _deadline,
        failure => CheckpointException.Unavailable(Location, failure),
        late: null,
        cancellationToken).ConfigureAwait(false);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => await RunInTurnAsync(
        async token =>
        {
            await _inner.WriteAsync(content, token).ConfigureAwait(false);
            return true;
        },
        failure => CheckpointException.NotSaved(Location, failure),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask DeleteAsync(CancellationToken cancellationToken) => await RunInTurnAsync(
        async token =>
        {
            // Behind a writing that was given up it may come too late for its caller, but not for what was written.
            await _inner.DeleteAsync(token.IsCancellationRequested ? CancellationToken.None : token).ConfigureAwait(false);
            return true;
        },
        failure => CheckpointException.Unavailable(Location, failure),
        cancellationToken).ConfigureAwait(false);

    /// <summary>Behind a change that was given up, nobody waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_last.IsCompleted)
        {
            await RunInTurnAsync(
                _ => DisposeInnerAsync(), failure => CheckpointException.Unavailable(Location, failure), CancellationToken.None)
                .ConfigureAwait(false);
        }
        else
        {
            _ = BoundedCall.ForgetAsync(BoundedCall.AfterAsync(_last, DisposeInnerAsync), late: null);
        }

        async ValueTask<bool> DisposeInnerAsync()
        {
            await _inner.DisposeAsync().ConfigureAwait(false);
            return true;
        }
    }

    private Task<T> RunInTurnAsync<T>(
        Func<CancellationToken, ValueTask<T>> call, Func<Exception, CheckpointException> failed, CancellationToken cancellationToken)
    {
        Task before = _last;
        return BoundedCall.RunAsync(
            token =>
            {
                Task<T> mine = BoundedCall.AfterAsync(before, () => call(token));
                _last = mine;
                return mine;
            },
            _deadline,
            failed,
            late: null,
            cancellationToken);
    }
}
