using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>The manifest of a session: of the parts it has so far, and of the object.</summary>
internal sealed class SessionReceipt(OpenUpload upload, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public UploadManifest Of(IReadOnlyList<UploadedPart> parts, int retries) => new()
    {
        BucketName = upload.Record.BucketName,
        Key = upload.Record.Key,
        UploadId = upload.UploadId,
        Size = parts.Sum(part => part.Size),
        PartSize = parts.Count > 0 ? parts[0].Size : 0,
        Parts = parts,
        ChecksumAlgorithm = upload.Record.ChecksumAlgorithm,
        Duration = time.GetElapsedTime(_started),
        Retries = retries,
    };

    /// <summary>Of an object that another process has completed the parts are not known: it may have sent one again.</summary>
    public UploadManifest OfCompleted(UploadManifest manifest, SettledUpload settled)
    {
        StoredObject? stored = settled.Stored;
        bool hasParts = settled.Error is null;
        manifest = hasParts ? manifest : Of([], manifest.Retries) with { Size = stored?.Size ?? 0 };
        return manifest with
        {
            IsComplete = true,
            ETag = stored?.ETag,
            VersionId = stored?.VersionId,
            Location = stored?.Location,
            Checksum = hasParts ? upload.ChecksumOf(manifest.Parts) : stored?.Checksum,
        };
    }
}
