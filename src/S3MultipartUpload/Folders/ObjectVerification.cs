namespace S3MultipartUpload;

/// <summary>What the comparison of one object of a folder's manifest has shown.</summary>
public sealed class ObjectVerification
{
    /// <summary>The receipt of the object.</summary>
    public required UploadManifest Manifest { get; init; }

    /// <summary>What agrees, and what differs; null where the object could not be looked at.</summary>
    public VerificationReport? Report { get; init; }

    /// <summary>Why the object could not be looked at, as <see cref="IMultipartUploader.VerifyAsync"/> throws it; else null.</summary>
    public Exception? Exception { get; init; }
}
