namespace S3MultipartUpload;

/// <summary>What the store said of an object it has stored.</summary>
internal sealed record StoredObject(string? ETag, string? VersionId, string? Location);
