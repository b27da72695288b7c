namespace S3MultipartUpload.Uploads;

/// <summary>What a run gives its caller.</summary>
/// <param name="Manifest">The receipt; null where the run failed.</param>
/// <param name="Failure">What the caller is to be told; null where the object is stored.</param>
/// <param name="HasReadSource">Whether bytes of the source may have been read.</param>
internal sealed record RunEnd(UploadManifest? Manifest, Exception? Failure, bool HasReadSource)
{
    public UploadManifest ManifestOrThrow() => Manifest ?? throw (Failure ?? new InvalidOperationException("The run has no end."));
}
