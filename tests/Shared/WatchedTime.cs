using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.TestSupport;

/// <summary>A clock that a test drives, and that tells of every wait that begins.</summary>
public sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public WatchedTime()
    {
    }

    public WatchedTime(DateTimeOffset start)
        : base(start)
    {
    }

    public ChannelReader<TimeSpan> Waits => _waits.Reader;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }
}
