using S3MultipartUpload.Integrity;

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
        _ when NameRules.ProblemOfBucket(manifest.BucketName) is { } problem => problem,
        _ when NameRules.ProblemOfKey(manifest.Key) is { } problem => problem,
        { IsComplete: true, UploadId: null, Parts.Count: > 1 } => "it has several parts, but no uploadId.",
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
        { Checksum: { } checksum } when ProblemOf(checksum, manifest) is { } problem => problem,
        _ => PartListRules.ProblemOf(manifest.Parts, manifest.ChecksumAlgorithm, mayHaveGaps: !manifest.IsComplete)
            ?? (manifest is not { IsComplete: true, Parts.Count: 0 }
                && manifest.Parts.Sum(part => part.Size) is var size && size != manifest.Size
                ? $"size is {manifest.Size}, but the parts have {size} bytes."
                : null),
    };

    private static string? ProblemOf(ObjectChecksum checksum, UploadManifest manifest)
    {
        if (checksum.Algorithm is null || checksum.Algorithm != manifest.ChecksumAlgorithm.S3Name())
        {
            return $"its checksum is a {checksum.Algorithm}, but its checksumAlgorithm is {manifest.ChecksumAlgorithm}.";
        }

        string[] value = checksum.Value?.Split('-') ?? [];
        bool isFull = checksum.Type == PartChecksumAlgorithms.FullObject;
        bool isOfType = isFull
            ? value.Length == 1 && (manifest.UploadId is null || manifest.ChecksumAlgorithm.Polynomial() is not null)
            : checksum.Type == PartChecksumAlgorithms.Composite && manifest.UploadId is not null
                && (value.Length == 1 || value is [_, var count] && (manifest.Parts.Count == 0 || count == $"{manifest.Parts.Count}"));
        return isOfType && manifest.ChecksumAlgorithm.IsChecksum(value[0])
            ? null
            : "its checksum is not FULL_OBJECT or COMPOSITE, or not the base64 of its algorithm.";
    }
}
