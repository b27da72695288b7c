namespace S3MultipartUpload.Line;

/// <summary>
/// Measures what passes through the line, window by window. A window lasts as many whole part times as make a second, and four seconds at
/// most: parts that begin together pass in waves, for a connection takes its first megabytes at once, and half a wave tells nothing. A
/// window counts in which the line was full for nine tenths of the time; after a change half a second is left out, in which connections
/// begin.
/// </summary>
internal sealed class LineMeter
{
    private const double SettlingSeconds = 0.5;
    private const double LeastSeconds = 1;
    private const double MostSeconds = 4;

    /// <summary>A window that ended later was none: nothing passed, or the machine slept.</summary>
    private const double LongestSeconds = 5;

    private readonly TimeProvider _time;
    private readonly object _gate = new();
    private readonly Action<double> _onWindow;
    private long _bytes;
    private int _parts;
    private long _partTime;
    private long _start;
    private long _end;
    private bool _isFull;
    private long _since;
    private long _fullTime;

    /// <param name="time">The clock.</param>
    /// <param name="onWindow">Told how many bytes have passed per second in each window that counts.</param>
    public LineMeter(TimeProvider time, Action<double> onWindow)
    {
        (_time, _onWindow) = (time, onWindow);
        Restart();
    }

    /// <summary>Begins anew: the line has become another.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            (_parts, _partTime) = (0, 0);
            Begin(_time.GetTimestamp() + Ticks(SettlingSeconds));
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
    /// <param name="began">When it came into the line.</param>
    public void OnPartEnded(long began)
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            if (now >= _start)
            {
                _parts++;
                _partTime += now - began;
                Volatile.Write(ref _end, EndOf(_start));
            }
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
        if (now >= Volatile.Read(ref _end))
        {
            OnEnd(now);
        }
    }

    private void OnEnd(long now)
    {
        double rate;
        lock (_gate)
        {
            if (now < _end)
            {
                return; // Somebody else was first.
            }

            Count(now);
            double elapsed = now - _start;
            bool counts = _fullTime >= 0.9 * elapsed && elapsed < Ticks(LongestSeconds);
            rate = counts ? _bytes * _time.TimestampFrequency / elapsed : 0;
            Begin(now);
        }

        if (rate > 0)
        {
            _onWindow(rate);
        }
    }

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
        Volatile.Write(ref _start, start);
        Volatile.Write(ref _end, EndOf(start));
        Interlocked.Exchange(ref _bytes, 0);
    }

    private long EndOf(long start)
    {
        if (_parts == 0)
        {
            return start + Ticks(MostSeconds);
        }

        double partTime = Math.Max(1, (double)_partTime / _parts);
        double wholeParts = Math.Ceiling(Ticks(LeastSeconds) / partTime) * partTime;
        return start + (long)Math.Min(wholeParts, Ticks(MostSeconds));
    }

    private long Ticks(double seconds) => (long)(seconds * _time.TimestampFrequency);
}
