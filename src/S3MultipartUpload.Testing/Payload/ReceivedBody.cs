namespace S3MultipartUpload.Testing;

/// <summary>A body that has arrived whole and kept every promise made about it.</summary>
internal sealed record ReceivedBody(Blob Blob, string ETag, IReadOnlyDictionary<string, string> Checksums);
