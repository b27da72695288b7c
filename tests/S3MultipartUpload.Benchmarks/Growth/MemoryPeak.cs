namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>The most memory that this process holds, looked at ten times a second.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private readonly Timer _timer;
    private long _most;

    public MemoryPeak()
    {
        GC.Collect();
        AtStart = _most = Environment.WorkingSet;
        _timer = new Timer(_ => _most = Math.Max(_most, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromSeconds(0.1));
    }

    public long AtStart { get; }

    public long Stop()
    {
        _timer.Dispose();
        return _most;
    }

    public void Dispose() => _timer.Dispose();
}
