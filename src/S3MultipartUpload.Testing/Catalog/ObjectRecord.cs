using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>All that is known about an object beside its bytes.</summary>
internal sealed record ObjectRecord
{
    public const string NullVersion = "null";

    public required string Key { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Without quotes.</summary>
    public required string ETag { get; init; }

    public required long Size { get; init; }

    public required IReadOnlyList<Blob> Blobs { get; init; }

    public required ObjectAttributes Attributes { get; init; }

    public StoredChecksum? Checksum { get; init; }

    /// <summary>The parts it was completed from; empty for a single PUT.</summary>
    public IReadOnlyList<PartRecord> Parts { get; init; } = [];

    /// <summary>The upload it was completed by, so that a repeated Complete can be answered.</summary>
    public string? UploadId { get; init; }

    /// <summary>"null" for an object written while versioning was not enabled.</summary>
    public string VersionId { get; init; } = NullVersion;

    public bool IsDeleteMarker { get; init; }

    /// <summary>Where it is archived: the copy that can be read.</summary>
    public RestoredCopy? Restored { get; init; }

    /// <summary>Orders the versions of a key, which may share one instant.</summary>
    public long Sequence { get; init; }

    /// <summary>Whether its bytes can be read: those of an archived object are out of reach until it is restored.</summary>
    public bool CanBeReadAt(DateTimeOffset now) =>
        !RestoredCopy.IsNeededFor(Attributes.StorageClass) || Restored?.CanBeReadAt(now) == true;

    /// <summary>Names the record's file.</summary>
    public string RecordId { get; init; } = Guid.NewGuid().ToString("N");
}
