namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>One tenth of the work.</summary>
/// <param name="Done">How much is done at its end.</param>
/// <param name="CpuSeconds">What it took of the process.</param>
/// <param name="WallSeconds">How long it took.</param>
/// <param name="WorkingSet">What the process holds at its end, in bytes.</param>
/// <param name="Held">What of it cannot be collected, in bytes.</param>
internal sealed record GrowthSlice(int Done, double CpuSeconds, double WallSeconds, long WorkingSet, long Held);
