namespace S3MultipartUpload.Line;

/// <summary>
/// Measures what passes through the line, window by window. A window lasts a second, and longer until as many parts have ended as are
/// allowed at one time, but no more than four: parts that begin together pass in waves, for a connection takes its first megabytes at
/// once, and half a wave tells nothing. A window counts in which the line was full for nine tenths of the time; after a change half a
/// second is left out, in which connections begin.
/// </summary>
internal sealed class LineMeter
{
    private const double SettlingSeconds = 0.5;
    private const double MostSeconds = 4;

    /// <summary>A window that ended later was none: nothing passed, or the machine slept.</summary>
    private const double LongestSeconds = 5;

    private readonly TimeProvider _time;
    private readonly object _gate = new();
    private readonly Func<int> _partsAtOnce;
    private readonly Action<double> _onWindow;
    private long _bytes;
    private int _partsLeft;
    private long _start;
    private long _end;
    private bool _isFull;
    private long _since;
    private long _fullTime;

    /// <param name="time">The clock.</param>
    /// <param name="partsAtOnce">How many parts may be on their way.</param>
    /// <param name="onWindow">Told how many bytes have passed per second in each window that counts.</param>
    public LineMeter(TimeProvider time, Func<int> partsAtOnce, Action<double> onWindow)
    {
        (_time, _partsAtOnce, _onWindow) = (time, partsAtOnce, onWindow);
        Restart();
    }

    /// <summary>Begins anew: the line has become another.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            Begin(_time.GetTimestamp() + (long)(SettlingSeconds * _time.TimestampFrequency));
        }
    }

    /// <summary>As many are on their way as may be; or no more.</summary>
    public void OnFull(bool isFull)
    {
        lock (_gate)
        {
            Count(_time.GetTimestamp());
            _isFull = isFull;
        }
    }

    /// <summary>A part is on its way no more.</summary>
    public void OnPartEnded()
    {
        if (_time.GetTimestamp() >= Volatile.Read(ref _start))
        {
            Interlocked.Decrement(ref _partsLeft);
        }
    }

    /// <summary>Bytes pass.</summary>
    public void OnPassed(int bytes)
    {
        long now = _time.GetTimestamp();
        if (now < Volatile.Read(ref _start))
        {
            return;
        }

        Interlocked.Add(ref _bytes, bytes);
        if (IsOver(now))
        {
            OnEnd(now);
        }
    }

    private void OnEnd(long now)
    {
        double rate;
        lock (_gate)
        {
            if (!IsOver(now))
            {
                return; // Somebody else was first.
            }

            Count(now);
            double elapsed = now - _start;
            bool counts = _fullTime >= 0.9 * elapsed && elapsed < LongestSeconds * _time.TimestampFrequency;
            rate = counts ? _bytes * _time.TimestampFrequency / elapsed : 0;
            Begin(now);
        }

        if (rate > 0)
        {
            _onWindow(rate);
        }
    }

    private bool IsOver(long now) => now >= Volatile.Read(ref _end)
        && (Volatile.Read(ref _partsLeft) <= 0 || now >= Volatile.Read(ref _start) + (long)(MostSeconds * _time.TimestampFrequency));

    private void Count(long now)
    {
        if (_isFull)
        {
            _fullTime += Math.Max(0, now - Math.Max(_since, _start));
        }

        _since = now;
    }

    private void Begin(long start)
    {
        _fullTime = 0;
        Volatile.Write(ref _partsLeft, _partsAtOnce());
        Volatile.Write(ref _start, start);
        Volatile.Write(ref _end, start + _time.TimestampFrequency);
        Interlocked.Exchange(ref _bytes, 0);
    }
}
