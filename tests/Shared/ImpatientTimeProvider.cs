using System.Collections.Concurrent;

namespace S3MultipartUpload.TestSupport;

/// <summary>A clock on which short waits are over at once, and noted; long ones (timeouts) never end.</summary>
internal sealed class ImpatientTimeProvider(TimeSpan longest) : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime > longest)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
