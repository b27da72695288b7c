namespace S3MultipartUpload;

/// <summary>A part as the store has it.</summary>
/// <param name="Number">The part number, from 1.</param>
/// <param name="Size">The size of the part in bytes.</param>
/// <param name="ETag">The part's ETag, as the store gave it.</param>
/// <param name="Checksum">The part's checksum, in base64; null where the store keeps none.</param>
public sealed record StoredPart(int Number, long Size, string ETag, string? Checksum = null);
