namespace S3MultipartUpload;

/// <summary>The checksum of a whole object.</summary>
/// <param name="Algorithm">The algorithm in S3's spelling, such as CRC32.</param>
/// <param name="Type">FULL_OBJECT (over all bytes) or COMPOSITE (over the checksums of the parts).</param>
/// <param name="Value">The value, in base64.</param>
public sealed record ObjectChecksum(string Algorithm, string Type, string Value);
