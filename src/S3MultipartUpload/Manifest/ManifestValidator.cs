using System.Diagnostics.CodeAnalysis;

namespace S3MultipartUpload;

/// <summary>A manifest read from anywhere is hostile until it has passed here.</summary>
internal static class ManifestValidator
{
    /// <exception cref="InvalidUploadJsonException">The manifest contradicts itself.</exception>
    public static UploadManifest Check(UploadManifest? manifest)
    {
        if (manifest is null)
        {
            throw new InvalidUploadJsonException("The manifest is null.");
        }

        Require(manifest.SchemaVersion == UploadManifest.CurrentSchemaVersion,
            $"schemaVersion is {manifest.SchemaVersion}; this library reads {UploadManifest.CurrentSchemaVersion}.");
        Require(!string.IsNullOrEmpty(manifest.BucketName), "bucket is empty.");
        Require(!string.IsNullOrEmpty(manifest.Key), "key is empty.");
        Require(manifest.UploadId is not "", "uploadId is empty.");
        Require(manifest.PartSize >= 0, $"partSize is negative ({manifest.PartSize}).");
        Require(manifest.Retries >= 0, $"retries is negative ({manifest.Retries}).");
        Require(manifest.Duration >= TimeSpan.Zero, $"duration is negative ({manifest.Duration}).");
        Require(manifest.PartsResumed >= 0, $"partsResumed is negative ({manifest.PartsResumed}).");
        Require(manifest.Parts is not null, "parts is null.");
        Require(!manifest.IsComplete || manifest.Parts.Count > 0, "it is complete but has no parts.");
        Require(Enum.IsDefined(manifest.ChecksumAlgorithm), $"checksumAlgorithm is {manifest.ChecksumAlgorithm}, which is none.");
        string? problem = PartListRules.ProblemOf(manifest.Parts, manifest.ChecksumAlgorithm, mayHaveGaps: !manifest.IsComplete);
        Require(problem is null, problem);
        long size = manifest.Parts.Sum(part => part.Size);
        Require(size == manifest.Size, $"size is {manifest.Size}, but the parts have {size} bytes.");
        return manifest;
    }

    private static void Require([DoesNotReturnIf(false)] bool condition, string? problem)
    {
        if (!condition)
        {
            throw new InvalidUploadJsonException($"The manifest contradicts itself: {problem}");
        }
    }
}
