using System.Text.Json;
using System.Text.Json.Serialization;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload;

/// <summary>
/// The receipt of an upload: what the store confirmed, part by part. It holds no credentials and no encryption keys, and equals what
/// its JSON reads back as.
/// </summary>
public sealed record UploadManifest
{
    /// <summary>The version of the manifest's form that this library writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the manifest's form.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The bucket.</summary>
    [JsonPropertyName("bucket")]
    public required string BucketName { get; init; }

    /// <summary>The key of the object.</summary>
    public required string Key { get; init; }

    /// <summary>The id of the multipart upload; null where one PutObject request stored the object.</summary>
    public string? UploadId { get; init; }

    /// <summary>Whether the store has confirmed the whole object. False in the manifest that a failed upload leaves.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The bytes stored: of the object when <see cref="IsComplete"/>, else of the parts so far.</summary>
    public long Size { get; init; }

    /// <summary>The planned size in bytes of every part but the last.</summary>
    public long PartSize { get; init; }

    /// <summary>
    /// The parts in order of their numbers; one part where one PutObject request stored the object. Empty in a complete manifest where
    /// a session found that another process had completed the object: the store no longer tells its parts.
    /// </summary>
    public required IReadOnlyList<UploadedPart> Parts
    {
        get;

        // JSON may hold a null where the type says it cannot.
        init => field = value is { } parts ? new PartList(parts) : value;
    }

    /// <summary>The object's ETag, as the store gave it.</summary>
    public string? ETag { get; init; }

    /// <summary>The algorithm of the parts' checksums.</summary>
    public PartChecksumAlgorithm ChecksumAlgorithm { get; init; }

    /// <summary>The checksum of the whole object; null where there is none (MD5, none at all).</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>Where the object is, as the store tells it; null where it does not.</summary>
    public string? Location { get; init; }

    /// <summary>The version of the object, in a bucket with versioning.</summary>
    public string? VersionId { get; init; }

    /// <summary>How long the upload took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How many attempts to send a part were made beyond the first ones.</summary>
    public int Retries { get; init; }

    /// <summary>How many of the parts were stored by an earlier run, which this one resumed, and not sent again.</summary>
    public int PartsResumed { get; init; }

    /// <summary>
    /// Reads a manifest and checks it whole: the parts must be in order, without gap or overlap of their numbers and bytes.
    /// </summary>
    /// <param name="json">The JSON, as <see cref="ToJson"/> wrote it.</param>
    /// <exception cref="InvalidUploadJsonException">It is not a manifest, or contradicts itself; the message says where.</exception>
    public static UploadManifest FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return StrictJson.Read(json, ManifestJson.Default.UploadManifest, ManifestJson.MaxBytes, ManifestValidator.ProblemOf);
        }
        catch (InvalidUploadJsonException invalid)
        {
            throw new InvalidUploadJsonException($"Not a manifest: {invalid.Message}", invalid.InnerException);
        }
    }

    /// <summary>Writes the manifest as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Default.UploadManifest);
}
