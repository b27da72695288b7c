using System.Text.Json.Serialization;

namespace S3MultipartUpload.Checkpoints;

/// <summary>What is written down of a multipart upload that the store has opened, so that any process can continue it.</summary>
internal sealed record UploadRecord
{
    /// <summary>The bucket.</summary>
    [JsonPropertyName("bucket")]
    public required string BucketName { get; init; }

    /// <summary>The key of the object.</summary>
    public required string Key { get; init; }

    /// <summary>The id that the store gave the upload.</summary>
    public required string UploadId { get; init; }

    /// <summary>The upload's mark on its object; null where it carries none. See <see cref="Integrity.UploadToken"/>.</summary>
    public string? UploadToken { get; init; }

    /// <summary>The checksum of every part; all of them have the same, whoever sends them.</summary>
    public required PartChecksumAlgorithm ChecksumAlgorithm { get; init; }

    /// <summary>The store said that it checks and keeps this checksum of the parts.</summary>
    public bool KeepsPartChecksums { get; init; }

    /// <summary>The span that was running when the upload was opened, as W3C's traceparent; null where there was none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The type of the object's checksum, as the store said; null where it keeps none or does not say.</summary>
    public string? ChecksumType { get; init; }

    /// <summary>
    /// Digests of the settings that the object gets, by their names, so that a resumption with others can be told; null where they were
    /// not written down.
    /// </summary>
    public string? Settings { get; init; }
}
