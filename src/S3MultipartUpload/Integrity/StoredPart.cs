using S3MultipartUpload.Integrity;

namespace S3MultipartUpload;

/// <summary>A part as the store has it.</summary>
public sealed record StoredPart
{
    /// <summary>The part number, from 1.</summary>
    public required int PartNumber { get; init; }

    /// <summary>The size of the part in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The part's ETag, as the store gave it.</summary>
    public required string ETag { get; init; }

    /// <summary>The part's checksum, in base64; null where the store keeps none.</summary>
    public string? Checksum { get; init; }

    /// <summary>Whether the store has what it confirmed, as far as both tell.</summary>
    internal bool IsSameAs(UploadedPart confirmed) =>
        Size == confirmed.Size
        && ETags.AreEqual(ETag, confirmed.ETag)
        && (Checksum is null || confirmed.Checksum is null || Checksum == confirmed.Checksum);

    /// <summary>Whether the store says that it has the bytes that it confirmed, whatever it calls them: by their checksum.</summary>
    internal bool HasBytesOf(UploadedPart confirmed) => Size == confirmed.Size && Checksum is not null && Checksum == confirmed.Checksum;

    /// <summary>The part in its place in the object.</summary>
    internal UploadedPart At(long offset) =>
        new() { PartNumber = PartNumber, Offset = offset, Size = Size, ETag = ETag, Checksum = Checksum };
}
