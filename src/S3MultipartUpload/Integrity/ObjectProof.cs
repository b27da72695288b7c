namespace S3MultipartUpload.Integrity;

/// <summary>What tells that the object under a key is the one that an upload stored, whole.</summary>
/// <param name="UploadToken">The upload's mark on its object; null where it carries none, and nothing can prove it.</param>
/// <param name="Size">The size of the object; null where it is not known, and the token alone has to prove it.</param>
/// <param name="Algorithm">The algorithm of the checksum.</param>
/// <param name="Checksum">The checksum that the store keeps of the object; null where it keeps none.</param>
internal sealed record ObjectProof(string? UploadToken, long? Size, PartChecksumAlgorithm Algorithm, ObjectChecksum? Checksum);
