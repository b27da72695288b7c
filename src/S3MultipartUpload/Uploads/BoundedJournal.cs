using System.Runtime.CompilerServices;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>
/// A journal of whatever store: each call ends in time, even if that store does not heed its token or blocks its thread, and what it throws
/// is a <see cref="CheckpointException"/>.
/// </summary>
internal sealed class BoundedJournal : IJournal
{
    private readonly IJournal _inner;
    private readonly Deadline _deadline;
    private readonly BoundedChanges _changes;

    private BoundedJournal(IJournal inner, Deadline deadline) =>
        (_inner, _deadline, _changes) = (inner, deadline, new BoundedChanges(deadline));

    public string Location => _inner.Location;

    /// <param name="store">The store.</param>
    /// <param name="name">The name of the journal.</param>
    /// <param name="location">What it is called as long as it is not open.</param>
    /// <param name="deadline">Bounds each call.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="CheckpointException">It is in use, or its store fails.</exception>
    public static async Task<BoundedJournal> OpenAsync(
        IJournalStore store, string name, string location, Deadline deadline, CancellationToken cancellationToken)
    {
        IJournal inner = await BoundedCall.RunAsync(
            token => BoundedCall.AfterAsync(Task.CompletedTask, () =>
            {
                token.ThrowIfCancellationRequested(); // Nobody waits for it any more: who comes next must find it free.
                return store.OpenJournalAsync(name, token);
            }),
            deadline,
            failure => CheckpointException.Unavailable(location, failure),
            late => late.DisposeAsync(),
            cancellationToken).ConfigureAwait(false);
        return new BoundedJournal(inner ?? throw CheckpointException.Unavailable(
            location, new InvalidOperationException("The store of journals gave none.")), deadline);
    }

    /// <summary>Does not wait for an appending that was given up: what was written whole before it can be read.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ReadOnlyMemory<byte>> pieces = _inner.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool isLeft = false;
        try
        {
            while (true)
            {
                isLeft = true;
                bool hasMore = await BoundedCall.RunAsync(
                    _ => BoundedCall.AfterAsync(Task.CompletedTask, pieces.MoveNextAsync),
                    _deadline,
                    failure => CheckpointException.Unavailable(Location, failure),
                    late: null,
                    cancellationToken).ConfigureAwait(false);
                isLeft = false;
                if (!hasMore)
                {
                    break;
                }

                yield return pieces.Current;
            }
        }
        finally
        {
            if (!isLeft)
            {
                await pieces.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken) => _changes.RunAsync(
        token => _inner.AppendAsync(line, token),
        failure => CheckpointException.NotSaved(Location, failure),
        cancellationToken);

    public ValueTask DeleteAsync(CancellationToken cancellationToken) => _changes.RunAsync(
        token => _inner.DeleteAsync(BoundedChanges.EvenIfLate(token)),
        failure => CheckpointException.Unavailable(Location, failure),
        cancellationToken);

    public ValueTask DisposeAsync() => _changes.EndAsync(
        _inner.DisposeAsync, failure => CheckpointException.Unavailable(Location, failure));
}
