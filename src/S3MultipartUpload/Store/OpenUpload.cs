using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Store;

/// <summary>A multipart upload that the store has opened, and the settings that the requests about it repeat.</summary>
/// <param name="Target">The object that it is to become.</param>
/// <param name="Record">What the store said of it.</param>
internal sealed record OpenUpload(ObjectSettings Target, UploadRecord Record)
{
    public string UploadId => Record.UploadId;

    public UploadAddress Address { get; } = UploadAddress.Of(Target, Record.UploadId);

    /// <summary>What is computed of each part: an MD5 as well where the store does not keep the checksum.</summary>
    public ChecksumChoice Choice => new(
        Record.ChecksumAlgorithm, WithMD5: !Record.KeepsPartChecksums && Record.ChecksumAlgorithm != PartChecksumAlgorithm.None);

    /// <summary>The checksum of the object that these parts make up; null where there is none.</summary>
    public ObjectChecksum? ChecksumOf(IReadOnlyCollection<UploadedPart> parts) =>
        ObjectDigest.OfParts(Record.ChecksumAlgorithm, parts, Record.ChecksumType);

    /// <summary>What tells the object of this upload where it is not known of which parts another process has made it.</summary>
    public ObjectProof Proof => new(Record.UploadToken, Size: null, Record.ChecksumAlgorithm, Checksum: null);

    /// <summary>What tells that an object is made of these parts of the upload.</summary>
    public ObjectProof ProofOf(IReadOnlyCollection<UploadedPart> parts) => new(
        Record.UploadToken,
        parts.Sum(part => part.Size),
        Record.ChecksumAlgorithm,
        Record is { KeepsPartChecksums: true, ChecksumType: not null } ? ChecksumOf(parts) : null);
}
