using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>What a process is to do.</summary>
/// <param name="Kind">What there is more and more of.</param>
/// <param name="Store">Where to.</param>
/// <param name="Path">The file that is uploaded, where it is one.</param>
internal sealed record GrowthJob(GrowthKind Kind, StoreAddress Store, string Path);
