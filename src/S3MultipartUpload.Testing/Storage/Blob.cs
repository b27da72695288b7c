namespace S3MultipartUpload.Testing;

/// <summary>A run of stored bytes.</summary>
internal sealed record Blob(string Id, long Length);
