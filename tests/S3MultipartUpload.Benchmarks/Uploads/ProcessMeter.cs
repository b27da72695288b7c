using System.Diagnostics;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Measures this process from the making of the meter on.</summary>
internal sealed class ProcessMeter
{
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _started = Stopwatch.GetTimestamp();

    public Measurement Stop()
    {
        TimeSpan wall = Stopwatch.GetElapsedTime(_started);
        TimeSpan cpu = Environment.CpuUsage.TotalTime - _cpu;
        using var self = Process.GetCurrentProcess();
        return new Measurement(
            cpu.TotalSeconds,
            wall.TotalSeconds,
            self.PeakWorkingSet64,
            GC.GetTotalAllocatedBytes(precise: true) - _allocated);
    }
}
