namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>What one upload, or one row of small ones, cost.</summary>
/// <param name="CpuSeconds">User and system time of all threads of the process, what compiling the code takes among it.</param>
/// <param name="WallSeconds">Time on the clock.</param>
/// <param name="PeakWorkingSet">The most memory that the process ever held, in bytes.</param>
/// <param name="AllocatedBytes">What was allocated on the managed heap; null where it is not known.</param>
/// <param name="Requests">What the store was asked.</param>
/// <param name="Connections">How many connections were opened.</param>
internal sealed record Measurement(
    double CpuSeconds, double WallSeconds, long PeakWorkingSet, long? AllocatedBytes, int Requests = 0, int Connections = 0);
