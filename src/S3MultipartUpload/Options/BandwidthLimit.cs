namespace S3MultipartUpload;

/// <summary>
/// The most bytes per second that all uploads send together whose uploaders have the same limit. It may be changed at any time, also while
/// they run. Safe for use by several threads.
/// </summary>
/// <remarks>
/// Each piece of a part, of a twentieth of a second at most, has its turn in the order of asking: so a small upload never waits behind the
/// whole of a large one. What is sent is exact on average; a pause is made up for by at most a tenth of a second's bytes.
/// </remarks>
public sealed class BandwidthLimit
{
    private const long Least = 1_024;
    private const double PieceSeconds = 0.05;
    private const double CatchUpSeconds = 0.1;

    private readonly object _gate = new();
    private long? _max;

    /// <summary>When the line is free again, in ticks of the clock.</summary>
    private long _free;

    /// <summary>The limit, in bytes per second.</summary>
    /// <value>Default: null, no limit. At least 1,024.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less.</exception>
    public long? MaxBytesPerSecond
    {
        get
        {
            lock (_gate)
            {
                return _max;
            }
        }

        set
        {
            if (value is { } bytes)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(bytes, Least, nameof(value));
            }

            lock (_gate)
            {
                // What was promised at the old rate is not waited for at the new one.
                (_max, _free) = (value, 0);
            }
        }
    }

    /// <summary>How many of the bytes wanted may be asked for at once.</summary>
    internal int Piece(int wanted) =>
        MaxBytesPerSecond is { } max ? (int)Math.Min(wanted, Math.Ceiling(max * PieceSeconds)) : wanted;

    /// <summary>Takes the next turn.</summary>
    /// <returns>How long to wait for it.</returns>
    internal TimeSpan Take(int bytes, TimeProvider time)
    {
        lock (_gate)
        {
            if (_max is not { } max)
            {
                return TimeSpan.Zero;
            }

            long now = time.GetTimestamp();
            long turn = Math.Max(_free, now - (long)(CatchUpSeconds * time.TimestampFrequency));
            _free = turn + (long)Math.Ceiling((double)bytes / max * time.TimestampFrequency);
            return turn > now ? time.GetElapsedTime(now, turn) : TimeSpan.Zero;
        }
    }
}
