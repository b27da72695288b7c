using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>A body that has arrived whole and kept every promise made about it.</summary>
internal sealed record ReceivedBody(Blob Blob, string ETag, IReadOnlyDictionary<string, string> Checksums);
