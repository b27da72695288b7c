namespace S3MultipartUpload.TestSupport;

/// <summary>The machine's clock, wrong by a time that a test sets.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ticks;

    /// <value>How far this clock is ahead.</value>
    public TimeSpan Shift
    {
        get => new(Volatile.Read(ref _ticks));
        set => Volatile.Write(ref _ticks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
