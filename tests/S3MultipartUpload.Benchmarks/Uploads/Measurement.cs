namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>What one upload cost its process, from its start to its end.</summary>
/// <param name="CpuSeconds">User and system time of all threads.</param>
/// <param name="WallSeconds">Time on the clock.</param>
/// <param name="PeakWorkingSet">The most memory the process ever held, in bytes.</param>
/// <param name="PeakGrowth">How far that is above what it held when the upload began, in bytes.</param>
/// <param name="AllocatedBytes">What was allocated on the managed heap.</param>
/// <param name="Gen0Collections">Garbage collections of any generation.</param>
/// <param name="Gen2Collections">Full ones.</param>
internal sealed record Measurement(
    double CpuSeconds,
    double WallSeconds,
    long PeakWorkingSet,
    long PeakGrowth,
    long AllocatedBytes,
    int Gen0Collections,
    int Gen2Collections);
