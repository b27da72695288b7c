namespace S3MultipartUpload;

/// <summary>A part that the store has confirmed.</summary>
/// <param name="Number">The part number, from 1.</param>
/// <param name="Offset">Where the part begins in the source, in bytes.</param>
/// <param name="Size">The size of the part in bytes.</param>
/// <param name="ETag">The part's ETag, as the store gave it.</param>
/// <param name="Checksum">
/// The part's checksum of the upload's <see cref="UploadManifest.ChecksumAlgorithm"/>, in base64; null where none was used.
/// </param>
public sealed record UploadedPart(int Number, long Offset, long Size, string ETag, string? Checksum = null);
