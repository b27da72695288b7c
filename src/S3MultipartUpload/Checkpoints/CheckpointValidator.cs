using System.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Checkpoints;

/// <summary>Says what is wrong with a checkpoint that was read.</summary>
internal static class CheckpointValidator
{
    public const int LongestText = 4096;

    public static string? ProblemOf(UploadCheckpoint checkpoint)
    {
        if (checkpoint.SchemaVersion != UploadCheckpoint.CurrentSchemaVersion)
        {
            return $"schemaVersion is {checkpoint.SchemaVersion}; this library reads {UploadCheckpoint.CurrentSchemaVersion}.";
        }

        if (ProblemOf(checkpoint.Upload) is { } problem)
        {
            return problem;
        }

        if (checkpoint.PartSize < 1 || checkpoint.SourceLength < 0)
        {
            return $"partSize ({checkpoint.PartSize}) or sourceLength ({checkpoint.SourceLength}) is impossible.";
        }

        if (checkpoint.SourceFingerprint?.Length > LongestText || checkpoint.SourceIdentity?.Length > LongestText)
        {
            return "sourceFingerprint or sourceIdentity is too long.";
        }

        return checkpoint.Parts is null ? "parts is null."
            : PartListRules.ProblemOf(checkpoint.Parts, checkpoint.Upload.ChecksumAlgorithm, mayHaveGaps: true)
            ?? (checkpoint.Parts.Count > 0 && checkpoint.Parts[^1] is var last && last.Offset + last.Size > checkpoint.SourceLength
                ? "its parts go on behind the end of the source."
                : null);
    }

    public static string? ProblemOf(UploadRecord? upload)
    {
        if (upload is null)
        {
            return "upload is null.";
        }

        if (string.IsNullOrEmpty(upload.UploadId) || upload.UploadId.Length > LongestText || upload.UploadId.Any(char.IsControl))
        {
            return "uploadId is empty, too long, or holds control characters.";
        }

        if (upload.UploadToken is not null && !UploadToken.IsValid(upload.UploadToken))
        {
            return "uploadToken is not one.";
        }

        if (upload.TraceParent is { } parent && !ActivityContext.TryParse(parent, traceState: null, out _))
        {
            return "traceParent is not one.";
        }

        if (upload.Settings?.Length > LongestText)
        {
            return "settings is too long.";
        }

        if (!Enum.IsDefined(upload.ChecksumAlgorithm) || (upload.KeepsPartChecksums && upload.ChecksumAlgorithm.S3Name() is null))
        {
            return "checksumAlgorithm is not one, or not one that a store keeps.";
        }

        return upload.ChecksumType is null or PartChecksumAlgorithms.Composite
            || (upload.ChecksumType == PartChecksumAlgorithms.FullObject && upload.ChecksumAlgorithm.Polynomial() is not null)
            ? null
            : "checksumType is not one of its checksumAlgorithm.";
    }
}
