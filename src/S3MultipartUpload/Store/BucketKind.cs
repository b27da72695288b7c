namespace S3MultipartUpload.Store;

/// <summary>What S3 Express One Zone's directory buckets do otherwise than others.</summary>
/// <remarks>
/// Source: Amazon S3 API Reference, "ListMultipartUploads": a prefix has to end with a slash, there are no upload id markers, and the
/// uploads are in no order. Their names end with <c>--x-s3</c> (Amazon S3 User Guide, "Directory bucket naming rules").
/// </remarks>
internal static class BucketKind
{
    public static bool IsDirectory(string bucketName) => bucketName.EndsWith("--x-s3", StringComparison.Ordinal);

    /// <returns>
    /// The longest prefix that the bucket may be asked for and that holds all keys of <paramref name="prefix"/>; the caller leaves the
    /// others out.
    /// </returns>
    public static string? PrefixFor(string bucketName, string? prefix) =>
        prefix is null || !IsDirectory(bucketName) ? prefix
        : prefix.LastIndexOf('/') is >= 0 and var slash ? prefix[..(slash + 1)]
        : null;
}
