using static S3MultipartUpload.Testing.Http.TargetLevel;

namespace S3MultipartUpload.Testing.Http;

/// <summary>
/// Which operation a request asks for. A request that no route takes, be it for one parameter in its query, is none: it must not pass for
/// another operation that it only resembles.
/// </summary>
internal static class OperationRouter
{
    private static readonly string[] None = [];
    private static readonly string[] Page = ["encoding-type", "delimiter", "prefix"];

    private static readonly string[] Overrides =
    [
        "response-cache-control", "response-content-disposition", "response-content-encoding", "response-content-language",
        "response-content-type", "response-expires",
    ];

    /// <summary>What S3 adds to the address that a form names as success_action_redirect, which may be in a bucket itself.</summary>
    internal static readonly string[] Redirected = ["bucket", "etag", "key"];

    internal static readonly OperationRoute[] Routes =
    [
        new(S3Operation.ListBuckets, "GET", Service, None, ["bucket-region", "continuation-token", "max-buckets", "prefix"]),

        new(S3Operation.CreateBucket, "PUT", Bucket, None, None),
        new(S3Operation.HeadBucket, "HEAD", Bucket, None, None),
        new(S3Operation.DeleteBucket, "DELETE", Bucket, None, None),
        new(S3Operation.PostObject, "POST", Bucket, None, None),
        new(S3Operation.DeleteObjects, "POST", Bucket, ["delete"], None),
        new(S3Operation.GetBucketLocation, "GET", Bucket, ["location"], None),
        new(S3Operation.ListObjects, "GET", Bucket, None, [.. Page, "marker", "max-keys", .. Redirected]),
        new(S3Operation.ListObjectsV2, "GET", Bucket, ["list-type=2"],
            [.. Page, "continuation-token", "fetch-owner", "max-keys", "start-after"]),
        new(S3Operation.ListObjectVersions, "GET", Bucket, ["versions"], [.. Page, "key-marker", "max-keys", "version-id-marker"]),
        new(S3Operation.ListMultipartUploads, "GET", Bucket, ["uploads"], [.. Page, "key-marker", "max-uploads", "upload-id-marker"]),
        .. Settings("versioning", S3Operation.GetBucketVersioning, S3Operation.PutBucketVersioning),
        .. Settings("lifecycle", S3Operation.GetBucketLifecycleConfiguration, S3Operation.PutBucketLifecycleConfiguration,
            S3Operation.DeleteBucketLifecycle),
        .. Settings("cors", S3Operation.GetBucketCors, S3Operation.PutBucketCors, S3Operation.DeleteBucketCors),
        .. Settings("tagging", S3Operation.GetBucketTagging, S3Operation.PutBucketTagging, S3Operation.DeleteBucketTagging),
        .. Settings("encryption", S3Operation.GetBucketEncryption, S3Operation.PutBucketEncryption, S3Operation.DeleteBucketEncryption),
        .. Settings("ownershipControls", S3Operation.GetBucketOwnershipControls, S3Operation.PutBucketOwnershipControls,
            S3Operation.DeleteBucketOwnershipControls),
        .. Settings("publicAccessBlock", S3Operation.GetPublicAccessBlock, S3Operation.PutPublicAccessBlock,
            S3Operation.DeletePublicAccessBlock),
        .. Settings("policy", S3Operation.GetBucketPolicy, S3Operation.PutBucketPolicy, S3Operation.DeleteBucketPolicy),
        .. Settings("policyStatus", S3Operation.GetBucketPolicyStatus),
        .. Settings("notification", S3Operation.GetBucketNotificationConfiguration, S3Operation.PutBucketNotificationConfiguration),
        .. Settings("requestPayment", S3Operation.GetBucketRequestPayment, S3Operation.PutBucketRequestPayment),
        .. Settings("website", S3Operation.GetBucketWebsite, S3Operation.PutBucketWebsite, S3Operation.DeleteBucketWebsite),
        .. Settings("logging", S3Operation.GetBucketLogging, S3Operation.PutBucketLogging),
        .. Settings("accelerate", S3Operation.GetBucketAccelerateConfiguration, S3Operation.PutBucketAccelerateConfiguration),
        .. Settings("replication", S3Operation.GetBucketReplication),
        .. Settings("acl", S3Operation.GetBucketAcl, S3Operation.PutBucketAcl),
        .. Settings("object-lock", S3Operation.GetObjectLockConfiguration, S3Operation.PutObjectLockConfiguration),

        new(S3Operation.PutObject, "PUT", TargetLevel.Object, None, None),
        new(S3Operation.CopyObject, "PUT", TargetLevel.Object, None, None, Copies: true),
        new(S3Operation.GetObject, "GET", TargetLevel.Object, None, [.. Overrides, "partNumber", "versionId", .. Redirected]),
        new(S3Operation.HeadObject, "HEAD", TargetLevel.Object, None, [.. Overrides, "partNumber", "versionId"]),
        new(S3Operation.DeleteObject, "DELETE", TargetLevel.Object, None, ["versionId"]),
        new(S3Operation.GetObjectAttributes, "GET", TargetLevel.Object, ["attributes"], ["versionId"]),
        new(S3Operation.RestoreObject, "POST", TargetLevel.Object, ["restore"], ["versionId"]),
        .. OfObject("tagging", S3Operation.GetObjectTagging, S3Operation.PutObjectTagging, S3Operation.DeleteObjectTagging),
        .. OfObject("acl", S3Operation.GetObjectAcl, S3Operation.PutObjectAcl),
        .. OfObject("retention", S3Operation.GetObjectRetention, S3Operation.PutObjectRetention),
        .. OfObject("legal-hold", S3Operation.GetObjectLegalHold, S3Operation.PutObjectLegalHold),
        new(S3Operation.CreateMultipartUpload, "POST", TargetLevel.Object, ["uploads"], None),
        new(S3Operation.UploadPart, "PUT", TargetLevel.Object, ["uploadId"], ["partNumber"]),
        new(S3Operation.UploadPart, "PUT", TargetLevel.Object, ["partNumber"], None),
        new(S3Operation.UploadPartCopy, "PUT", TargetLevel.Object, ["uploadId"], ["partNumber"], Copies: true),
        new(S3Operation.UploadPartCopy, "PUT", TargetLevel.Object, ["partNumber"], None, Copies: true),
        new(S3Operation.ListParts, "GET", TargetLevel.Object, ["uploadId"], ["encoding-type", "max-parts", "part-number-marker"]),
        new(S3Operation.CompleteMultipartUpload, "POST", TargetLevel.Object, ["uploadId"], None),
        new(S3Operation.AbortMultipartUpload, "DELETE", TargetLevel.Object, ["uploadId"], None),
    ];

    public static S3Operation Resolve(string method, RequestTarget target, bool copies) => method == "OPTIONS"
        ? S3Operation.Preflight
        : Array.Find(Routes, route => route.Takes(method, target, copies))?.Operation ?? S3Operation.Unknown;

    /// <summary>A document of the bucket.</summary>
    private static IEnumerable<OperationRoute> Settings(
        string name, S3Operation get, S3Operation? put = null, S3Operation? delete = null) =>
        Documents(Bucket, name, None, get, put, delete);

    /// <summary>A document of an object's version.</summary>
    private static IEnumerable<OperationRoute> OfObject(
        string name, S3Operation get, S3Operation put, S3Operation? delete = null) =>
        Documents(TargetLevel.Object, name, ["versionId"], get, put, delete);

    private static IEnumerable<OperationRoute> Documents(
        TargetLevel level, string name, string[] optional, S3Operation get, S3Operation? put, S3Operation? delete) =>
        new (string Method, S3Operation? Operation)[] { ("GET", get), ("PUT", put), ("DELETE", delete) }
            .Where(route => route.Operation is not null)
            .Select(route => new OperationRoute(route.Operation!.Value, route.Method, level, [name], optional));
}
