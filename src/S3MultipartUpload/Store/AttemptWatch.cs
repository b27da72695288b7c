namespace S3MultipartUpload.Store;

/// <summary>
/// Ends an attempt of which nothing moves. As long as bytes move, it may take as long as it likes: 5 GiB over a thin line take hours.
/// One timer an attempt; what moves only notes the time.
/// </summary>
internal sealed class AttemptWatch : IDisposable
{
    private readonly object _gate = new();
    private readonly Patience _patience;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _timer;
    private Wait _wait;
    private long _since;
    private bool _hasEnded;
    private bool _hasTimedOut;

    private AttemptWatch(Patience patience, Wait wait, CancellationToken cancellationToken)
    {
        (_patience, _wait, _since) = (patience, wait, patience.Time.GetTimestamp());
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Started only when the field is set: what it calls uses the timer.
        _timer = patience.Time.CreateTimer(_ => Check(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(patience.LimitOf(wait), Timeout.InfiniteTimeSpan);
    }

    public TimeProvider Time => _patience.Time;

    /// <summary>Ends the attempt: cancelled by the caller, or when nothing has moved for too long.</summary>
    public CancellationToken Token => _end.Token;

    /// <param name="patience">How long to wait.</param>
    /// <param name="wait">What the attempt waits for at first.</param>
    /// <param name="what">What is attempted, for the message.</param>
    /// <param name="attempt">The attempt; it ends when the token of its watch says so.</param>
    /// <param name="cancellationToken">Ends it, too.</param>
    /// <exception cref="TimeoutException">Nothing has moved for too long; the message names the option.</exception>
    public static async Task<T> RunAsync<T>(
        Patience patience, Wait wait, string what, Func<AttemptWatch, Task<T>> attempt, CancellationToken cancellationToken)
    {
        using var watch = new AttemptWatch(patience, wait, cancellationToken);
        try
        {
            return await attempt(watch).ConfigureAwait(false);
        }
        catch (OperationCanceledException canceled)
            when (Volatile.Read(ref watch._hasTimedOut) && !cancellationToken.IsCancellationRequested)
        {
            throw new AttemptTimeoutException(what, watch._wait, patience.LimitOf(watch._wait), canceled);
        }
    }

    /// <summary>Bytes have moved, or the body is to be read again.</summary>
    /// <param name="next">What the attempt waits for now.</param>
    public void OnMoved(Wait next)
    {
        _patience.OnMoved();
        Volatile.Write(ref _since, _patience.Time.GetTimestamp());
        if (next != _wait)
        {
            lock (_gate)
            {
                _wait = next;
                Rearm(_patience.LimitOf(next));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _hasEnded = true;
        }

        _timer.Dispose();
        _end.Dispose();
    }

    private void Check()
    {
        lock (_gate)
        {
            TimeSpan left = _patience.Left(_wait, Volatile.Read(ref _since));
            if (_hasEnded || left > TimeSpan.Zero)
            {
                Rearm(left);
                return;
            }

            _hasTimedOut = true;
        }

        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt has ended at this very moment.
        }
    }

    private void Rearm(TimeSpan left)
    {
        if (!_hasEnded)
        {
            _timer.Change(left, Timeout.InfiniteTimeSpan);
        }
    }
}
