namespace S3MultipartUpload.Testing;

/// <summary>The S3 API operations the endpoint answers, by the names Amazon's API reference uses.</summary>
public enum S3Operation
{
    /// <summary>A request that is none of the operations below; answered with 501 NotImplemented.</summary>
    Unknown,

    /// <summary>GET / – every bucket.</summary>
    ListBuckets,

    /// <summary>PUT /bucket.</summary>
    CreateBucket,

    /// <summary>HEAD /bucket.</summary>
    HeadBucket,

    /// <summary>DELETE /bucket.</summary>
    DeleteBucket,

    /// <summary>GET /bucket?location.</summary>
    GetBucketLocation,

    /// <summary>GET /bucket?versioning.</summary>
    GetBucketVersioning,

    /// <summary>PUT /bucket?versioning.</summary>
    PutBucketVersioning,

    /// <summary>GET /bucket?lifecycle.</summary>
    GetBucketLifecycleConfiguration,

    /// <summary>PUT /bucket?lifecycle.</summary>
    PutBucketLifecycleConfiguration,

    /// <summary>DELETE /bucket?lifecycle.</summary>
    DeleteBucketLifecycle,

    /// <summary>GET /bucket – the first version of the listing, which older clients still use.</summary>
    ListObjects,

    /// <summary>GET /bucket?list-type=2.</summary>
    ListObjectsV2,

    /// <summary>GET /bucket?versions.</summary>
    ListObjectVersions,

    /// <summary>PUT /bucket/key.</summary>
    PutObject,

    /// <summary>PUT /bucket/key with x-amz-copy-source.</summary>
    CopyObject,

    /// <summary>GET /bucket/key.</summary>
    GetObject,

    /// <summary>HEAD /bucket/key.</summary>
    HeadObject,

    /// <summary>DELETE /bucket/key.</summary>
    DeleteObject,

    /// <summary>POST /bucket?delete – up to 1,000 keys in one request.</summary>
    DeleteObjects,

    /// <summary>GET /bucket/key?attributes.</summary>
    GetObjectAttributes,

    /// <summary>GET /bucket/key?tagging.</summary>
    GetObjectTagging,

    /// <summary>PUT /bucket/key?tagging.</summary>
    PutObjectTagging,

    /// <summary>DELETE /bucket/key?tagging.</summary>
    DeleteObjectTagging,

    /// <summary>POST /bucket/key?uploads – opens a multipart upload.</summary>
    CreateMultipartUpload,

    /// <summary>PUT /bucket/key?partNumber&amp;uploadId.</summary>
    UploadPart,

    /// <summary>PUT /bucket/key?partNumber&amp;uploadId with x-amz-copy-source.</summary>
    UploadPartCopy,

    /// <summary>GET /bucket/key?uploadId.</summary>
    ListParts,

    /// <summary>GET /bucket?uploads.</summary>
    ListMultipartUploads,

    /// <summary>POST /bucket/key?uploadId.</summary>
    CompleteMultipartUpload,

    /// <summary>DELETE /bucket/key?uploadId.</summary>
    AbortMultipartUpload,

    /// <summary>OPTIONS – a browser asks whether its page may send a request.</summary>
    Preflight,

    /// <summary>POST /bucket with a form, as a browser sends it.</summary>
    PostObject,

    /// <summary>POST /bucket/key?restore.</summary>
    RestoreObject,

    /// <summary>GET /bucket?cors.</summary>
    GetBucketCors,

    /// <summary>PUT /bucket?cors.</summary>
    PutBucketCors,

    /// <summary>DELETE /bucket?cors.</summary>
    DeleteBucketCors,

    /// <summary>GET /bucket?tagging.</summary>
    GetBucketTagging,

    /// <summary>PUT /bucket?tagging.</summary>
    PutBucketTagging,

    /// <summary>DELETE /bucket?tagging.</summary>
    DeleteBucketTagging,

    /// <summary>GET /bucket?encryption.</summary>
    GetBucketEncryption,

    /// <summary>PUT /bucket?encryption.</summary>
    PutBucketEncryption,

    /// <summary>DELETE /bucket?encryption.</summary>
    DeleteBucketEncryption,

    /// <summary>GET /bucket?ownershipControls.</summary>
    GetBucketOwnershipControls,

    /// <summary>PUT /bucket?ownershipControls.</summary>
    PutBucketOwnershipControls,

    /// <summary>DELETE /bucket?ownershipControls.</summary>
    DeleteBucketOwnershipControls,

    /// <summary>GET /bucket?publicAccessBlock.</summary>
    GetPublicAccessBlock,

    /// <summary>PUT /bucket?publicAccessBlock.</summary>
    PutPublicAccessBlock,

    /// <summary>DELETE /bucket?publicAccessBlock.</summary>
    DeletePublicAccessBlock,

    /// <summary>GET /bucket?policy.</summary>
    GetBucketPolicy,

    /// <summary>PUT /bucket?policy.</summary>
    PutBucketPolicy,

    /// <summary>DELETE /bucket?policy.</summary>
    DeleteBucketPolicy,

    /// <summary>GET /bucket?policyStatus.</summary>
    GetBucketPolicyStatus,

    /// <summary>GET /bucket?notification.</summary>
    GetBucketNotificationConfiguration,

    /// <summary>PUT /bucket?notification.</summary>
    PutBucketNotificationConfiguration,

    /// <summary>GET /bucket?requestPayment.</summary>
    GetBucketRequestPayment,

    /// <summary>PUT /bucket?requestPayment.</summary>
    PutBucketRequestPayment,

    /// <summary>GET /bucket?website.</summary>
    GetBucketWebsite,

    /// <summary>PUT /bucket?website.</summary>
    PutBucketWebsite,

    /// <summary>DELETE /bucket?website.</summary>
    DeleteBucketWebsite,

    /// <summary>GET /bucket?logging.</summary>
    GetBucketLogging,

    /// <summary>PUT /bucket?logging.</summary>
    PutBucketLogging,

    /// <summary>GET /bucket?accelerate.</summary>
    GetBucketAccelerateConfiguration,

    /// <summary>PUT /bucket?accelerate.</summary>
    PutBucketAccelerateConfiguration,

    /// <summary>GET /bucket?replication.</summary>
    GetBucketReplication,

    /// <summary>GET /bucket?acl.</summary>
    GetBucketAcl,

    /// <summary>PUT /bucket?acl.</summary>
    PutBucketAcl,

    /// <summary>GET /bucket?object-lock.</summary>
    GetObjectLockConfiguration,

    /// <summary>PUT /bucket?object-lock.</summary>
    PutObjectLockConfiguration,

    /// <summary>GET /bucket/key?acl.</summary>
    GetObjectAcl,

    /// <summary>PUT /bucket/key?acl.</summary>
    PutObjectAcl,

    /// <summary>GET /bucket/key?retention.</summary>
    GetObjectRetention,

    /// <summary>PUT /bucket/key?retention.</summary>
    PutObjectRetention,

    /// <summary>GET /bucket/key?legal-hold.</summary>
    GetObjectLegalHold,

    /// <summary>PUT /bucket/key?legal-hold.</summary>
    PutObjectLegalHold,
}
