namespace S3MultipartUpload.Line;

/// <summary>
/// Measures what passes through the line, second by second. A second counts in which the line was full for nine tenths of the time; after a
/// change half a second is left out, in which connections begin and buffers fill.
/// </summary>
internal sealed class LineMeter
{
    private const double SettlingSeconds = 0.5;

    /// <summary>A second that ended later was none: nothing passed, or the machine slept.</summary>
    private const double LongestSeconds = 2;

    private readonly TimeProvider _time;
    private readonly object _gate = new();
    private readonly Action<double> _onSecond;
    private long _bytes;
    private long _start;
    private long _end;
    private bool _isFull;
    private long _since;
    private long _fullTime;

    /// <param name="time">The clock.</param>
    /// <param name="onSecond">Told how many bytes have passed in each second that counts.</param>
    public LineMeter(TimeProvider time, Action<double> onSecond)
    {
        (_time, _onSecond) = (time, onSecond);
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
            bool counts = _fullTime >= 0.9 * elapsed && elapsed < LongestSeconds * _time.TimestampFrequency;
            rate = counts ? _bytes * _time.TimestampFrequency / elapsed : 0;
            Begin(now);
        }

        if (rate > 0)
        {
            _onSecond(rate);
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
        Volatile.Write(ref _end, start + _time.TimestampFrequency);
        Interlocked.Exchange(ref _bytes, 0);
    }
}
