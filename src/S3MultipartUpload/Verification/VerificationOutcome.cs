namespace S3MultipartUpload;

/// <summary>What a comparison with a manifest has shown.</summary>
public enum VerificationOutcome
{
    /// <summary>
    /// Nothing differs, but no checksum covers every byte: nothing but sizes and ETags could be compared, as with a store or an upload
    /// that keeps no checksums.
    /// </summary>
    NotProven,

    /// <summary>Nothing differs, and a checksum covers every byte: that of the whole object, or those of all parts.</summary>
    Proven,

    /// <summary>Something differs; <see cref="VerificationReport.Differences"/> says what.</summary>
    Differs,
}
