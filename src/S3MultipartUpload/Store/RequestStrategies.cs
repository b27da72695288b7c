using Polly;

namespace S3MultipartUpload.Store;

/// <summary>The strategies around every request.</summary>
/// <param name="Pipeline">All of them.</param>
/// <param name="HasOthers">Whether some are the application's, which see every attempt.</param>
internal sealed record RequestStrategies(ResiliencePipeline Pipeline, bool HasOthers);
