namespace S3MultipartUpload.Testing.Protocol;

/// <summary>Amazon S3's numbers (S3 User Guide, "Amazon S3 multipart upload limits" and "Naming Amazon S3 objects").</summary>
internal static class S3Limits
{
    public const long MinimumPartSize = 5L << 20;
    public const long MaximumPartSize = 5L << 30;
    public const long MaximumObjectSize = 10_000 * MaximumPartSize;
    public const int MaximumPartNumber = 10_000;
    public const int MaximumPage = 1_000;
    public const int MaximumKeyBytes = 1_024;
    public const int MaximumMetadataBytes = 2_048;
    public const int MaximumTags = 10;

    /// <summary>The XML documents clients send list at most 10,000 parts; anything far beyond is not one of them.</summary>
    public const int MaximumDocumentBytes = 4 << 20;
}
