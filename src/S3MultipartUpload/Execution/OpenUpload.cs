using System.Text.Json.Serialization;

namespace S3MultipartUpload;

/// <summary>A multipart upload that the store has opened: all that must be known to go on with it, here or in another process.</summary>
internal sealed record OpenUpload
{
    /// <summary>The bucket.</summary>
    [JsonPropertyName("bucket")]
    public required string BucketName { get; init; }

    /// <summary>The key of the object.</summary>
    public required string Key { get; init; }

    /// <summary>The id that the store gave the upload.</summary>
    public required string UploadId { get; init; }

    /// <summary>The upload's mark on its object; see <see cref="S3MultipartUpload.UploadToken"/>.</summary>
    public required string UploadToken { get; init; }

    /// <summary>The checksum of every part; all of them have the same, whoever sends them.</summary>
    public required PartChecksumAlgorithm ChecksumAlgorithm { get; init; }

    /// <summary>The store said that it checks and keeps this checksum of the parts.</summary>
    public bool KeepsPartChecksums { get; init; }

    /// <summary>The type of the object's checksum, as the store said; null where it keeps none or does not say.</summary>
    public string? ChecksumType { get; init; }

    /// <summary>What is computed of each part: an MD5 as well where the store does not keep the checksum.</summary>
    [JsonIgnore]
    public ChecksumChoice Choice => new(ChecksumAlgorithm, WithMD5: !KeepsPartChecksums && ChecksumAlgorithm != PartChecksumAlgorithm.None);

    /// <summary>The checksum of the object that these parts make up; null where there is none.</summary>
    public ObjectChecksum? ChecksumOf(IReadOnlyCollection<UploadedPart> parts) =>
        ObjectDigest.OfParts(ChecksumAlgorithm, parts, ChecksumType);

    /// <summary>What tells that an object is made of these parts of the upload.</summary>
    public ObjectProof ProofOf(IReadOnlyCollection<UploadedPart> parts) => new(
        UploadToken,
        parts.Sum(part => part.Size),
        ChecksumAlgorithm,
        KeepsPartChecksums && ChecksumType is not null ? ChecksumOf(parts) : null);
}
