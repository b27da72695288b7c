namespace S3MultipartUpload;

/// <summary>A manifest read from anywhere is hostile until it has passed here.</summary>
internal static class ManifestValidator
{
    /// <exception cref="InvalidManifestException">The manifest contradicts itself.</exception>
    public static UploadManifest Check(UploadManifest? manifest)
    {
        if (manifest is null)
        {
            throw new InvalidManifestException("The manifest is null.");
        }

        Require(manifest.SchemaVersion == UploadManifest.CurrentSchemaVersion,
            $"schemaVersion is {manifest.SchemaVersion}; this library reads {UploadManifest.CurrentSchemaVersion}.");
        Require(!string.IsNullOrEmpty(manifest.Bucket), "bucket is empty.");
        Require(!string.IsNullOrEmpty(manifest.Key), "key is empty.");
        Require(manifest.UploadId is not "", "uploadId is empty.");
        Require(manifest.PartSize >= 0, $"partSize is negative ({manifest.PartSize}).");
        Require(manifest.Retries >= 0, $"retries is negative ({manifest.Retries}).");
        Require(manifest.Duration >= TimeSpan.Zero, $"duration is negative ({manifest.Duration}).");
        Require(manifest.Parts is not null, "parts is null.");
        Require(!manifest.IsComplete || manifest.Parts?.Count > 0, "it is complete but has no parts.");
        CheckParts(manifest);
        return manifest;
    }

    private static void CheckParts(UploadManifest manifest)
    {
        long size = 0;
        UploadedPart? previous = null;
        foreach (UploadedPart? part in manifest.Parts)
        {
            Require(part is not null, "parts holds a null.");
            if (part is null)
            {
                continue;
            }

            Require(part.Number >= 1 && part.Offset >= 0 && part.Size >= 0 && part.Size <= long.MaxValue - part.Offset,
                $"part {part.Number} has an impossible number, offset or size.");
            Require(!string.IsNullOrEmpty(part.ETag), $"part {part.Number} has an empty eTag.");
            Require(previous is null || (part.Number > previous.Number && part.Offset >= previous.Offset + previous.Size),
                $"part {part.Number} does not come after part {previous?.Number}.");
            Require(!manifest.IsComplete || (part.Number == (previous?.Number ?? 0) + 1 && part.Offset == size),
                $"part {part.Number} leaves a gap.");
            size = checked(size + part.Size);
            previous = part;
        }

        Require(size == manifest.Size, $"size is {manifest.Size}, but the parts have {size} bytes.");
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new InvalidManifestException($"The manifest contradicts itself: {problem}");
        }
    }
}
