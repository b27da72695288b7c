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

    /// <summary>The store said that it checks and keeps the parts' CRC32.</summary>
    public bool KeepsPartChecksums { get; init; }

    /// <summary>The store said that it checks and keeps the CRC32 of the whole object.</summary>
    public bool KeepsObjectChecksum { get; init; }
}
