using System.Text.Json.Serialization;

namespace S3MultipartUpload;

/// <summary>A part that the store has confirmed.</summary>
public sealed record UploadedPart
{
    /// <summary>The part number, from 1.</summary>
    [JsonPropertyName("number")]
    public required int PartNumber { get; init; }

    /// <summary>Where the part begins in the source, in bytes.</summary>
    public required long Offset { get; init; }

    /// <summary>The size of the part in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The part's ETag, as the store gave it.</summary>
    public required string ETag { get; init; }

    /// <summary>
    /// The part's checksum of the upload's <see cref="UploadManifest.ChecksumAlgorithm"/>, in base64; null where none was used.
    /// </summary>
    public string? Checksum { get; init; }

    /// <summary>The part, wherever it lies.</summary>
    internal StoredPart ToStored() => new() { PartNumber = PartNumber, Size = Size, ETag = ETag, Checksum = Checksum };
}
