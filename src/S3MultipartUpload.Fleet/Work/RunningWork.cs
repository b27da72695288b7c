using System.Collections.Concurrent;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>What this node is doing: it is called back where its upload has ended, or the node stops.</summary>
internal sealed class RunningWork : IDisposable
{
    private readonly ConcurrentDictionary<Piece, byte> _pieces = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The node takes no new files on: it is about to stop.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>What is being done now.</summary>
    public IReadOnlyCollection<Piece> Pieces => [.. _pieces.Keys];

    public int Count => _pieces.Count;

    public Piece Begin(WorkItem item, CancellationToken cancellationToken)
    {
        var piece = new Piece(this, item, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token));
        _pieces[piece] = 0;
        return piece;
    }

    /// <summary>Lets the work end by itself, and calls back what takes too long, or begins all the same.</summary>
    /// <param name="whenBegun">Ends when all has begun that was to begin here; what begins is not done, but handed on.</param>
    /// <param name="timeout">How long all of it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it earlier.</param>
    public async Task DrainAsync(
        Func<CancellationToken, Task> whenBegun, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        IsDraining = true;
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await whenBegun(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // The database may be away.
        while (Ended() is { IsCompleted: false } ended && !either.IsCancellationRequested)
        {
            await ended.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await Ended().WaitAsync(TimeSpan.FromSeconds(10), time, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Task Ended() => Task.WhenAll(_pieces.Keys.Select(piece => piece.Ended));
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>One piece of work, while it is being done.</summary>
    internal sealed class Piece(RunningWork all, WorkItem item, CancellationTokenSource ending) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly object _gate = new();
        private bool _isDisposed;

        public WorkItem Item => item;

        public CancellationToken Token { get; } = ending.Token;

        public Task Ended => _ended.Task;

        /// <summary>The upload has ended: nothing is to be done again.</summary>
        public bool IsCanceled { get; private set; }

        public Task CancelAsync()
        {
            lock (_gate)
            {
                IsCanceled = true;
                return _isDisposed ? Task.CompletedTask : ending.CancelAsync();
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isDisposed = true;
                ending.Dispose();
            }

            all._pieces.TryRemove(this, out _);
            _ended.TrySetResult();
        }
    }
}
