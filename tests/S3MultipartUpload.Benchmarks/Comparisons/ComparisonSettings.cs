using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Comparisons;

/// <summary>What is compared.</summary>
/// <param name="Size">The size of the object in bytes.</param>
/// <param name="Runs">How often each uploader is measured.</param>
/// <param name="PartSize">The part size in bytes, for the uploaders that take one.</param>
/// <param name="Source">Where the bytes come from.</param>
/// <param name="IsHttps">Whether the store is reached over https.</param>
/// <param name="Line">How far away the sink is.</param>
/// <param name="Contenders">Who takes part.</param>
internal sealed record ComparisonSettings(
    long Size, int Runs, long PartSize, SourceKind Source, bool IsHttps, SinkLine Line, IReadOnlyList<IContender> Contenders);
