using System.Diagnostics.CodeAnalysis;

namespace S3MultipartUpload.Line;

/// <summary>
/// Who may send, over all uploads that share the line. A request without a part's bytes finds a sixteenth of the line free of parts; who
/// has to wait comes in the order of <see cref="WaitingTurns"/>.
/// </summary>
internal sealed class RequestLine
{
    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly int _most;
    private readonly int _mostParts;
    private readonly int? _fixed;
    private readonly AdaptiveLimit? _adaptive;
    private readonly LineMeter? _meter;
    private readonly WaitingTurns _waiting = new();
    private readonly Func<LineShare?, bool> _hasRoom;
    private int _parts;
    private int _others;

    /// <summary>When the store asked for less, and got it.</summary>
    private long _throttled;

    /// <param name="concurrency">How many parts at one time.</param>
    /// <param name="most">How many requests at one time, whatever they are.</param>
    /// <param name="time">The clock.</param>
    public RequestLine(UploadConcurrency concurrency, int most, TimeProvider time)
    {
        (_time, _most, _mostParts, _hasRoom) = (time, most, PartsOf(most), HasRoom);
        if (concurrency.IsAdaptive)
        {
            _adaptive = new AdaptiveLimit(concurrency.Initial, _mostParts);
            _meter = new LineMeter(time, OnWindow);
        }
        else
        {
            _fixed = Math.Min(concurrency.Initial, _mostParts);
        }
    }

    /// <summary>The most parts on their way now.</summary>
    public int Allowed => _fixed ?? _adaptive!.Limit;

    /// <summary>The most parts that it may ever come to.</summary>
    public int MostParts => _fixed ?? _mostParts;

    public int PartsInFlight => Volatile.Read(ref _parts);

    public int PartsWaiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Parts;
            }
        }
    }

    /// <summary>How many of so many requests may be parts.</summary>
    public static int PartsOf(int requests) => Math.Max(1, requests - Math.Max(1, requests / 16));

    /// <summary>Makes a request that is not about the bytes of a part.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken) =>
        RunAsync(share: null, request, cancellationToken);

    /// <summary>Makes a request that is about the bytes of a part.</summary>
    public Task<T> RunPartAsync<T>(LineShare share, Func<Task<T>> request, CancellationToken cancellationToken) =>
        RunAsync(share, request, cancellationToken);

    /// <summary>Makes one more request about the bytes of a part, but only if there is room for it, for which nobody waits.</summary>
    public bool TryRunPart<T>(LineShare share, Func<Task<T>> request, [NotNullWhen(true)] out Task<T>? running)
    {
        lock (_gate)
        {
            if (_waiting.Parts > 0 || !TryEnter(share))
            {
                running = null;
                return false;
            }
        }

        running = RunAndLeaveAsync(share, request);
        return true;
    }

    /// <summary>Bytes of a part pass.</summary>
    public void OnPassed(int bytes) => _meter?.OnPassed(bytes);

    /// <summary>The store asks for fewer requests.</summary>
    /// <param name="began">When the request began that it answers.</param>
    public void OnThrottled(long began)
    {
        if (_adaptive is null)
        {
            return;
        }

        lock (_gate)
        {
            if (began < _throttled)
            {
                return; // Since then fewer are allowed already.
            }

            _throttled = _time.GetTimestamp();
            _adaptive.OnThrottled();
        }

        _meter!.Restart();
    }

    private Task<T> RunAsync<T>(LineShare? share, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        Task turn = EnterAsync(share, cancellationToken);
        return turn.IsCompletedSuccessfully ? RunInTurnAsync(share, request) : RunAfterAsync(turn, share, request);
    }

    private async Task<T> RunAfterAsync<T>(Task turn, LineShare? share, Func<Task<T>> request)
    {
        await turn.ConfigureAwait(false);
        return await RunInTurnAsync(share, request).ConfigureAwait(false);
    }

    private Task<T> RunInTurnAsync<T>(LineShare? share, Func<Task<T>> request)
    {
        share?.OnTurn();
        return RunAndLeaveAsync(share, request);
    }

    private async Task<T> RunAndLeaveAsync<T>(LineShare? share, Func<Task<T>> request)
    {
        long began = _time.GetTimestamp();
        try
        {
            return await request().ConfigureAwait(false);
        }
        finally
        {
            Leave(share, began);
        }
    }

    private async Task EnterAsync(LineShare? share, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Turn turn;
        lock (_gate)
        {
            if (TryEnter(share))
            {
                return;
            }

            turn = new Turn(share);
            _waiting.Add(turn);
        }

        using CancellationTokenRegistration end = cancellationToken.Register(() => turn.Come.TrySetCanceled(cancellationToken));
        await turn.Come.Task.ConfigureAwait(false);
    }

    private void Leave(LineShare? share, long began)
    {
        if (share is not null)
        {
            _meter?.OnPartEnded(began);
        }

        lock (_gate)
        {
            Count(share, -1);
            LetIn();
        }
    }

    private void OnWindow(double rate)
    {
        int before;
        int after;
        lock (_gate)
        {
            before = _adaptive!.Limit;
            _adaptive.OnWindow(rate);
            after = _adaptive.Limit;
            LetIn();
            _meter!.OnFull(_parts >= after);
        }

        if (before != after)
        {
            _meter.Restart();
        }
    }

    /// <summary>Lets in who has waited, as long as there is room.</summary>
    private void LetIn()
    {
        while (_waiting.TakeNext(_hasRoom) is { } next)
        {
            LetIn(next);
        }
    }

    private void LetIn(Turn turn)
    {
        Count(turn.Share, +1);
        if (!turn.Come.TrySetResult())
        {
            Count(turn.Share, -1); // It waits no more.
        }
    }

    private bool TryEnter(LineShare? share)
    {
        bool isIn = HasRoom(share);
        if (isIn)
        {
            Count(share, +1);
        }

        return isIn;
    }

    private bool HasRoom(LineShare? share) =>
        _parts + _others < _most && (share is null || _parts < Math.Min(_mostParts, Allowed));

    private void Count(LineShare? share, int more)
    {
        if (share is null)
        {
            _others += more;
            return;
        }

        share.InFlight += more;
        _parts += more;
        _meter?.OnFull(_parts >= Allowed);
    }
}
