namespace S3MultipartUpload.Testing.Streams;

/// <summary>A speed, shared by all whose bytes pass at it.</summary>
internal sealed class Pace(long bytesPerSecond, TimeProvider time)
{
    private const int PiecesPerSecond = 20;

    private readonly object _gate = new();

    /// <summary>By when all that was let pass has passed.</summary>
    private long _passed = time.GetTimestamp();

    /// <summary>How many bytes pass at one time; small pieces keep the flow even.</summary>
    public int Piece { get; } = (int)Math.Clamp(bytesPerSecond / PiecesPerSecond, 1, int.MaxValue);

    /// <summary>Waits until these bytes have passed.</summary>
    public Task PassAsync(int bytes, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            long now = time.GetTimestamp();

            // A timer that came late is made up for, an idle time is not.
            long begin = Math.Max(_passed, now - (time.TimestampFrequency / PiecesPerSecond));
            _passed = begin + (long)(bytes * (double)time.TimestampFrequency / bytesPerSecond);
            wait = time.GetElapsedTime(now, _passed);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}
