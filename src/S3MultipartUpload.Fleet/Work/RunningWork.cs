using System.Collections.Concurrent;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>What this node is doing: it is called back where its upload has ended, or the node stops.</summary>
internal sealed class RunningWork : IDisposable
{
    private readonly ConcurrentDictionary<Piece, byte> _pieces = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The node takes no new files on: it is about to stop.</summary>
    public bool IsDraining { get; private set; }

    public IReadOnlyCollection<string> Uploads => [.. _pieces.Keys.Select(piece => piece.Upload).Distinct()];

    public int Count => _pieces.Count;

    public Piece Begin(string upload, CancellationToken cancellationToken)
    {
        var piece = new Piece(this, upload, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token));
        _pieces[piece] = 0;
        return piece;
    }

    /// <summary>Calls back all that belongs to the upload.</summary>
    public async Task CancelAsync(string upload)
    {
        foreach (Piece piece in _pieces.Keys.Where(piece => piece.Upload == upload))
        {
            await piece.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Lets the work end by itself, and calls it back where that takes too long.</summary>
    public async Task DrainAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        IsDraining = true;
        var ended = Task.WhenAll(_pieces.Keys.Select(piece => piece.Ended));
        try
        {
            await ended.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await ended.WaitAsync(TimeSpan.FromSeconds(10), time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>One piece of work, while it is being done.</summary>
    internal sealed class Piece(RunningWork all, string upload, CancellationTokenSource ending) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly object _gate = new();
        private bool _isDisposed;

        public string Upload => upload;

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
