namespace S3MultipartUpload.Testing.Storage;

/// <summary>A run of stored bytes.</summary>
internal sealed record Blob(string Id, long Length);
