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

    /// <summary>Ends with a change: what was promised at the old rate is not waited for.</summary>
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the line is free again, in ticks of the clock; null where nobody has asked for it yet.</summary>
    private long? _free;

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
                if (value == _max)
                {
                    return;
                }

                (_max, _free) = (value, null);
                _change.SetResult();
                _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Waits for the next turn. A change of the limit makes all who wait ask anew.</summary>
    /// <param name="wanted">How many bytes are to be sent; more than none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many of them may be sent now, and whether they had to wait.</returns>
    internal async ValueTask<(int Bytes, bool HasWaited)> TakeAsync(
        int wanted, TimeProvider time, CancellationToken cancellationToken)
    {
        for (bool hasWaited = false; ; hasWaited = true)
        {
            (int bytes, TimeSpan turn, Task change) = Take(wanted, time);
            if (turn == TimeSpan.Zero)
            {
                return (bytes, hasWaited);
            }

            Task ended = await Task.WhenAny(Task.Delay(turn, time, cancellationToken), change).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (ended != change)
            {
                return (bytes, HasWaited: true);
            }
        }
    }

    /// <summary>Takes the next turn.</summary>
    /// <returns>For how many of the bytes wanted, how long to wait for it, and what makes it void.</returns>
    internal (int Bytes, TimeSpan Turn, Task Change) Take(int wanted, TimeProvider time)
    {
        lock (_gate)
        {
            if (_max is not { } max)
            {
                return (wanted, TimeSpan.Zero, _change.Task);
            }

            int bytes = (int)Math.Min(wanted, Math.Ceiling(max * PieceSeconds));
            long now = time.GetTimestamp();
            long turn = _free is { } free ? Math.Max(free, now - (long)(CatchUpSeconds * time.TimestampFrequency)) : now;
            _free = turn + (long)Math.Ceiling((double)bytes / max * time.TimestampFrequency);
            return (bytes, turn > now ? time.GetElapsedTime(now, turn) : TimeSpan.Zero, _change.Task);
        }
    }
}
