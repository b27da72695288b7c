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
}
