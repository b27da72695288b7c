
namespace S3MultipartUpload;

/// <summary>What of an object was compared with its manifest.</summary>
public enum VerifiedProperty
{
    /// <summary>Whether there is an object (of the version that the manifest names, if it names one).</summary>
    Existence,

    /// <summary>The size in bytes.</summary>
    Size,

    /// <summary>The ETag.</summary>
    ETag,

    /// <summary>The version.</summary>
    VersionId,

    /// <summary>The checksum of the whole object.</summary>
    Checksum,

    /// <summary>The checksum of a part, computed from its bytes.</summary>
    PartChecksum,
}
