namespace S3MultipartUpload.Checkpoints;

/// <summary>What is written down of an incomplete upload, so that any process can continue it.</summary>
internal sealed record UploadCheckpoint
{
    public const int CurrentSchemaVersion = 1;

    public required int SchemaVersion { get; init; }

    public required UploadRecord Upload { get; init; }

    /// <summary>The size of every part but the last; of the first part where sizes grow.</summary>
    public required long PartSize { get; init; }

    /// <summary>The length of the source; null where it shows only at its end.</summary>
    public long? SourceLength { get; init; }

    /// <summary>See <see cref="IPartSource.Fingerprint"/>.</summary>
    public string? SourceFingerprint { get; init; }

    public string? SourceIdentity { get; init; }

    public required IReadOnlyList<UploadedPart> Parts { get; init; }
}
