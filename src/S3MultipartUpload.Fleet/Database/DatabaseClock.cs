namespace S3MultipartUpload.Fleet.Database;

/// <summary>
/// The time of the database, which is the same for all nodes: asked for now and then, and in between counted on by what setting the clock
/// of this machine does not change. Before it was asked for the first time, this machine's.
/// </summary>
/// <param name="local">The clock of this machine.</param>
internal sealed class DatabaseClock(TimeProvider local) : TimeProvider
{
    /// <summary>An answer that took longer says too little about when it was given.</summary>
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(1);

    private volatile Reading? _last;

    public override TimeZoneInfo LocalTimeZone => local.LocalTimeZone;

    public override long TimestampFrequency => local.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() =>
        _last is { } last ? last.Time + local.GetElapsedTime(last.Timestamp) : local.GetUtcNow();

    public override long GetTimestamp() => local.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks the database.</summary>
    public async Task AskAsync(FleetDatabase database, CancellationToken cancellationToken)
    {
        long asked = local.GetTimestamp();
        List<DateTimeOffset> answer = await database.ListAsync(
            "select clock_timestamp()", row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken).ConfigureAwait(false);
        TimeSpan took = local.GetElapsedTime(asked);
        if (_last is null || took < SlowAnswer)
        {
            _last = new Reading(answer[0] + (took / 2), local.GetTimestamp());
        }
    }

    private sealed record Reading(DateTimeOffset Time, long Timestamp);
}
