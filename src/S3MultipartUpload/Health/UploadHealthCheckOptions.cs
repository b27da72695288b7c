namespace S3MultipartUpload;

/// <summary>What a health check looks at, beside whether the bucket can be written to.</summary>
public sealed class UploadHealthCheckOptions
{
    /// <summary>What the key of the probe begins with, where the credentials may write under a prefix only.</summary>
    /// <value>Default: empty. At most 1,012 bytes of UTF-8, so that the key has at most 1,024; not a slash first.</value>
    public string KeyPrefix { get; set; } = "";

    /// <summary>The id of the account that has to own the bucket.</summary>
    /// <value>Default: null, not checked.</value>
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>How long the check may take, all of it together.</summary>
    /// <value>Default: 10 seconds. From 10 milliseconds to 10 minutes.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether to tell, by <c>abortRule</c> in the data, after how many days the bucket's lifecycle rules abort incomplete uploads under
    /// <see cref="KeyPrefix"/>. Asked once an hour; needs <c>s3:GetLifecycleConfiguration</c>. It has no influence on the status: without
    /// such a rule parts may pile up, but every upload works.
    /// </summary>
    /// <value>Default: true.</value>
    public bool IncludeAbortRule { get; set; } = true;

    /// <summary>
    /// Whether to tell, by <c>cors</c> in the data, if a rule of the bucket lets browsers send parts: if it allows PUT and exposes ETag.
    /// Asked once an hour; needs <c>s3:GetBucketCORS</c>. It has no influence on the status.
    /// </summary>
    /// <value>Default: false: it matters to uploads from browsers alone.</value>
    public bool IncludeCors { get; set; }
}
