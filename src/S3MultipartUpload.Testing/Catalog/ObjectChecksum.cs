namespace S3MultipartUpload.Testing;

/// <summary>An object's checksum as S3 reports it: the base64 value, with "-N" behind it when it is COMPOSITE.</summary>
internal sealed record ObjectChecksum(string Algorithm, string Type, string Value);
