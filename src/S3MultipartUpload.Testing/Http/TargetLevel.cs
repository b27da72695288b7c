namespace S3MultipartUpload.Testing.Http;

/// <summary>What a request addresses.</summary>
internal enum TargetLevel
{
    Service,
    Bucket,
    Object,
}
