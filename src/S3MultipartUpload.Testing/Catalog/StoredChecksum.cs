using S3MultipartUpload.Testing.Checksums;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>An object's checksum as S3 reports it: the base64 value, with "-N" behind it when it is COMPOSITE.</summary>
internal sealed record StoredChecksum(string Algorithm, string Type, string Value)
{
    /// <summary>The headers of a reply that tell it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers =>
        [new(ChecksumKind.Find(Algorithm)?.Header ?? Algorithm, Value), new("x-amz-checksum-type", Type)];
}
