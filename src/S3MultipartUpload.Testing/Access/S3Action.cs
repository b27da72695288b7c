namespace S3MultipartUpload.Testing.Access;

/// <summary>What policies call an operation, and what it is done to (Service Authorization Reference, "Actions … for Amazon S3").</summary>
internal static class S3Action
{
    /// <summary>What a write may say of its object besides, and what that takes.</summary>
    public static readonly (string Header, string Action)[] OfDescription =
    [
        ("x-amz-acl", "s3:PutObjectAcl"),
        ("x-amz-tagging", "s3:PutObjectTagging"),
        ("x-amz-object-lock-mode", "s3:PutObjectRetention"),
        ("x-amz-object-lock-legal-hold", "s3:PutObjectLegalHold"),
    ];

    /// <summary>The header by which a lock is passed over, and what that takes.</summary>
    public static readonly (string Header, string Action) OfBypass = ("x-amz-bypass-governance-retention", "s3:BypassGovernanceRetention");

    /// <summary>Where the action is not called as the operation is.</summary>
    private static readonly Dictionary<S3Operation, string> Names = new()
    {
        [S3Operation.HeadBucket] = "ListBucket",
        [S3Operation.ListObjects] = "ListBucket",
        [S3Operation.ListObjectsV2] = "ListBucket",
        [S3Operation.ListObjectVersions] = "ListBucketVersions",
        [S3Operation.ListMultipartUploads] = "ListBucketMultipartUploads",
        [S3Operation.ListParts] = "ListMultipartUploadParts",
        [S3Operation.HeadObject] = "GetObject",
        [S3Operation.CopyObject] = "PutObject",
        [S3Operation.PostObject] = "PutObject",
        [S3Operation.CreateMultipartUpload] = "PutObject",
        [S3Operation.UploadPart] = "PutObject",
        [S3Operation.UploadPartCopy] = "PutObject",
        [S3Operation.CompleteMultipartUpload] = "PutObject",
        [S3Operation.GetBucketLifecycleConfiguration] = "GetLifecycleConfiguration",
        [S3Operation.PutBucketLifecycleConfiguration] = "PutLifecycleConfiguration",
        [S3Operation.DeleteBucketLifecycle] = "PutLifecycleConfiguration",
        [S3Operation.GetBucketEncryption] = "GetEncryptionConfiguration",
        [S3Operation.PutBucketEncryption] = "PutEncryptionConfiguration",
        [S3Operation.DeleteBucketEncryption] = "PutEncryptionConfiguration",
        [S3Operation.GetBucketReplication] = "GetReplicationConfiguration",
        [S3Operation.GetBucketNotificationConfiguration] = "GetBucketNotification",
        [S3Operation.PutBucketNotificationConfiguration] = "PutBucketNotification",
        [S3Operation.GetBucketAccelerateConfiguration] = "GetAccelerateConfiguration",
        [S3Operation.PutBucketAccelerateConfiguration] = "PutAccelerateConfiguration",
        [S3Operation.GetObjectLockConfiguration] = "GetBucketObjectLockConfiguration",
        [S3Operation.PutObjectLockConfiguration] = "PutBucketObjectLockConfiguration",
        [S3Operation.GetPublicAccessBlock] = "GetBucketPublicAccessBlock",
        [S3Operation.PutPublicAccessBlock] = "PutBucketPublicAccessBlock",
        [S3Operation.DeletePublicAccessBlock] = "PutBucketPublicAccessBlock",
        [S3Operation.DeleteBucketOwnershipControls] = "PutBucketOwnershipControls",
        [S3Operation.DeleteBucketCors] = "PutBucketCORS",
        [S3Operation.DeleteBucketTagging] = "PutBucketTagging",
    };

    /// <summary>Where a version is named, the action has another name.</summary>
    private static readonly HashSet<string> OfVersions =
    [
        "GetObject", "DeleteObject", "GetObjectAcl", "PutObjectAcl", "GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging",
        "GetObjectAttributes",
    ];

    /// <summary>
    /// Such as <c>s3:GetObject</c>; that an operation takes a second one (a copy, to read its source) is looked at there.
    /// </summary>
    public static string Of(S3Operation operation, string? versionId)
    {
        string name = Names.GetValueOrDefault(operation) ?? operation.ToString();
        return versionId is null || !OfVersions.Contains(name)
            ? $"s3:{name}"
            : $"s3:{name.Replace("Object", "ObjectVersion", StringComparison.Ordinal)}";
    }

    /// <summary>Such as <c>arn:aws:s3:::photos/cat.jpg</c>.</summary>
    public static string Resource(string bucket, string? key) => $"arn:aws:s3:::{bucket}{(key is null ? "" : "/")}{key}";
}
