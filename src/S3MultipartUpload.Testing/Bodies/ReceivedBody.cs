using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>A body that has arrived whole and kept every promise made about it.</summary>
/// <param name="Blob">Its bytes.</param>
/// <param name="ETag">Its MD5.</param>
/// <param name="Checksums">Base64 values by algorithm: the one it came with first, if any, and the one that is kept.</param>
internal sealed record ReceivedBody(Blob Blob, string ETag, IReadOnlyDictionary<string, string> Checksums);
