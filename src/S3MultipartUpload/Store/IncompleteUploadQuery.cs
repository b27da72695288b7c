using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Which incomplete uploads to list or abort.</summary>
public sealed record IncompleteUploadQuery
{
    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>What the keys of the uploads begin with.</summary>
    /// <value>Default: null, every key.</value>
    public string? Prefix { get; init; }

    /// <summary>
    /// The least time since an upload was begun, by the clock of the <see cref="IIncompleteUploads"/>; zero for every upload. One of
    /// which the store does not say when it was begun is left out.
    /// </summary>
    /// <value>Default: null, any age; aborting needs one.</value>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Whether to ask for the parts stored so far: at least one more request for each upload.</summary>
    /// <value>Default: false.</value>
    public bool IncludeSize { get; init; }

    /// <summary>
    /// Which of these uploads; asked about each one before its size is. It must not throw, and may be called on any thread.
    /// </summary>
    /// <value>Default: null, all of them.</value>
    public Func<IncompleteUpload, bool>? Filter { get; init; }

    /// <summary>The id of the account that has to own the bucket; any other bucket is refused by the store.</summary>
    /// <value>Default: null, not checked.</value>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>Who pays for the requests, where the bucket's owner does not (requester pays).</summary>
    /// <value>Default: null, the bucket's owner.</value>
    public RequestPayer? RequestPayer { get; init; }
}
