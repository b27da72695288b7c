namespace S3MultipartUpload.Manifest;

/// <summary>A manifest read from anywhere is hostile until it has passed here.</summary>
internal static class ManifestValidator
{
    /// <exception cref="InvalidUploadJsonException">The manifest contradicts itself.</exception>
    public static UploadManifest Check(UploadManifest manifest) => ProblemOf(manifest) is { } problem
        ? throw new InvalidUploadJsonException($"Not a manifest: {problem}")
        : manifest;

    /// <returns>The first thing that is wrong; null where nothing is.</returns>
    public static string? ProblemOf(UploadManifest manifest) => manifest switch
    {
        { SchemaVersion: not UploadManifest.CurrentSchemaVersion } =>
            $"schemaVersion is {manifest.SchemaVersion}; this library reads {UploadManifest.CurrentSchemaVersion}.",
        { BucketName: null or "" } => "bucket is empty.",
        { Key: null or "" } => "key is empty.",
        { UploadId: "" } => "uploadId is empty.",
        { PartSize: < 0 } => $"partSize is negative ({manifest.PartSize}).",
        { Retries: < 0 } => $"retries is negative ({manifest.Retries}).",
        { PartsResumed: < 0 } => $"partsResumed is negative ({manifest.PartsResumed}).",
        { Duration.Ticks: < 0 } => $"duration is negative ({manifest.Duration}).",
        { Parts: null } => "parts is null.",
        { IsComplete: true, Parts.Count: 0, UploadId: null } or { IsComplete: true, Parts.Count: 0, ETag: null or "" } =>
            "it is complete but has no parts.",
        { Size: < 0 } => $"size is negative ({manifest.Size}).",
        _ when !Enum.IsDefined(manifest.ChecksumAlgorithm) => $"checksumAlgorithm is {manifest.ChecksumAlgorithm}, which is none.",
        _ => PartListRules.ProblemOf(manifest.Parts, manifest.ChecksumAlgorithm, mayHaveGaps: !manifest.IsComplete)
            ?? (manifest is not { IsComplete: true, Parts.Count: 0 }
                && manifest.Parts.Sum(part => part.Size) is var size && size != manifest.Size
                ? $"size is {manifest.Size}, but the parts have {size} bytes."
                : null),
    };
}
