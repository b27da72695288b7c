using System.Runtime.InteropServices;

namespace S3MultipartUpload.Benchmarks.Processes;

/// <summary>What the processes that this one has started, and that have ended, took in all (getrusage of Linux).</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="PeakWorkingSet">The most memory that any of them held, in bytes.</param>
internal readonly partial record struct ChildUsage(double CpuSeconds, long PeakWorkingSet)
{
    private const int Children = -1;

    public static ChildUsage Read()
    {
        long[] usage = new long[18];
        return GetResourceUsage(Children, usage) == 0
            ? new ChildUsage(usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6), usage[4] * 1024)
            : throw new InvalidOperationException($"getrusage failed with {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Two times in seconds and microseconds, the peak in KiB, and what is of no interest here.</summary>
    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int who, [Out] long[] usage);
}
