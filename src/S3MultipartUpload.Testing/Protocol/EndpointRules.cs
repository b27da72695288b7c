namespace S3MultipartUpload.Testing.Protocol;

/// <summary>What one endpoint does otherwise than another.</summary>
/// <param name="Region">Where its buckets are.</param>
/// <param name="MinimumPartSize">The smallest size in bytes of a part before the last.</param>
/// <param name="RestoreDelay">How long it takes to restore an archived object.</param>
internal sealed record EndpointRules(string Region, long MinimumPartSize, TimeSpan RestoreDelay);
