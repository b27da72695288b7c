namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>How it grew.</summary>
/// <param name="Slices">Tenth by tenth.</param>
/// <param name="Idle">What the process held before, in bytes.</param>
/// <param name="Peak">The most that it held, in bytes.</param>
/// <param name="Connections">How many connections were opened in all.</param>
internal sealed record GrowthResult(IReadOnlyList<GrowthSlice> Slices, long Idle, long Peak, int Connections = 0);
