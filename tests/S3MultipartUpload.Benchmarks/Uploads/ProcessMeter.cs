using System.Diagnostics;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Measures this process from the making of the meter on.</summary>
internal sealed class ProcessMeter
{
    private readonly long _allocated;
    private readonly int _gen0;
    private readonly int _gen2;
    private readonly long _workingSet;
    private readonly TimeSpan _cpu;
    private readonly long _started;

    public ProcessMeter()
    {
        // What was read or compiled before is nobody's garbage of later.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _allocated = GC.GetTotalAllocatedBytes(precise: true);
        _gen0 = GC.CollectionCount(0);
        _gen2 = GC.CollectionCount(2);
        _workingSet = Environment.WorkingSet;
        _cpu = Environment.CpuUsage.TotalTime;
        _started = Stopwatch.GetTimestamp();
    }

    public Measurement Stop()
    {
        TimeSpan wall = Stopwatch.GetElapsedTime(_started);
        TimeSpan cpu = Environment.CpuUsage.TotalTime - _cpu;
        using var self = Process.GetCurrentProcess();
        long peak = self.PeakWorkingSet64;
        return new Measurement(
            cpu.TotalSeconds,
            wall.TotalSeconds,
            peak,
            Math.Max(0, peak - _workingSet),
            GC.GetTotalAllocatedBytes(precise: true) - _allocated,
            GC.CollectionCount(0) - _gen0,
            GC.CollectionCount(2) - _gen2);
    }
}
