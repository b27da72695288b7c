using System.Diagnostics;

namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>Cuts the work of this process into tenths.</summary>
internal sealed class GrowthMeter(int count)
{
    private readonly List<GrowthSlice> _slices = [];
    private readonly object _gate = new();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private long _started = Stopwatch.GetTimestamp();

    public IReadOnlyList<GrowthSlice> Slices => _slices;

    public void OnDone(int done)
    {
        lock (_gate)
        {
            if (done < (_slices.Count + 1) * (count / 10))
            {
                return;
            }

            TimeSpan wall = Stopwatch.GetElapsedTime(_started);
            TimeSpan cpu = Environment.CpuUsage.TotalTime - _cpu;
            long workingSet = Environment.WorkingSet;
            _slices.Add(new(done, cpu.TotalSeconds, wall.TotalSeconds, workingSet, GC.GetTotalMemory(forceFullCollection: true)));
            _cpu = Environment.CpuUsage.TotalTime;
            _started = Stopwatch.GetTimestamp();
        }
    }
}
