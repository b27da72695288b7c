
namespace S3MultipartUpload.Testing.Http;

/// <summary>Which operation a request asks for: its method, what it addresses, and the subresource in its query.</summary>
internal static class OperationRouter
{
    /// <summary>Subresources of S3 that the endpoint does not have; without this list they would pass for plain requests.</summary>
    private static readonly string[] Unsupported =
    [
        "accelerate", "acl", "analytics", "cors", "encryption", "intelligent-tiering", "inventory", "legal-hold",
        "logging", "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus",
        "publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select", "torrent",
        "website",
    ];

    public static S3Operation Resolve(string method, RequestTarget target, bool copies)
    {
        IReadOnlyDictionary<string, string> query = target.Query;
        if (Array.Exists(Unsupported, query.ContainsKey))
        {
            return S3Operation.Unknown;
        }

        return (target.Bucket, target.Key) switch
        {
            (null, _) => method == "GET" ? S3Operation.ListBuckets : S3Operation.Unknown,
            (_, null) => ForBucket(method, query),
            _ => ForObject(method, query, copies),
        };
    }

    private static S3Operation ForBucket(string method, IReadOnlyDictionary<string, string> query) => method switch
    {
        "PUT" when query.ContainsKey("versioning") => S3Operation.PutBucketVersioning,
        "GET" when query.ContainsKey("versioning") => S3Operation.GetBucketVersioning,
        "GET" when query.ContainsKey("versions") => S3Operation.ListObjectVersions,
        "PUT" when query.ContainsKey("lifecycle") => S3Operation.PutBucketLifecycleConfiguration,
        "GET" when query.ContainsKey("lifecycle") => S3Operation.GetBucketLifecycleConfiguration,
        "DELETE" when query.ContainsKey("lifecycle") => S3Operation.DeleteBucketLifecycle,
        "PUT" => S3Operation.CreateBucket,
        "HEAD" => S3Operation.HeadBucket,
        "DELETE" => S3Operation.DeleteBucket,
        "POST" when query.ContainsKey("delete") => S3Operation.DeleteObjects,
        "GET" when query.ContainsKey("location") => S3Operation.GetBucketLocation,
        "GET" when query.ContainsKey("uploads") => S3Operation.ListMultipartUploads,
        "GET" when query.TryGetValue("list-type", out string? type) && type == "2" => S3Operation.ListObjectsV2,
        "GET" => S3Operation.ListObjects,
        _ => S3Operation.Unknown,
    };

    private static S3Operation ForObject(string method, IReadOnlyDictionary<string, string> query, bool copies)
    {
        bool upload = query.ContainsKey("uploadId");
        return method switch
        {
            "PUT" when query.ContainsKey("tagging") => S3Operation.PutObjectTagging,
            "GET" when query.ContainsKey("tagging") => S3Operation.GetObjectTagging,
            "DELETE" when query.ContainsKey("tagging") => S3Operation.DeleteObjectTagging,
            "GET" when query.ContainsKey("attributes") => S3Operation.GetObjectAttributes,
            "PUT" when upload || query.ContainsKey("partNumber") => copies ? S3Operation.UploadPartCopy : S3Operation.UploadPart,
            "PUT" => copies ? S3Operation.CopyObject : S3Operation.PutObject,
            "GET" when upload => S3Operation.ListParts,
            "GET" => S3Operation.GetObject,
            "HEAD" => S3Operation.HeadObject,
            "DELETE" when upload => S3Operation.AbortMultipartUpload,
            "DELETE" => S3Operation.DeleteObject,
            "POST" when query.ContainsKey("uploads") => S3Operation.CreateMultipartUpload,
            "POST" when upload => S3Operation.CompleteMultipartUpload,
            _ => S3Operation.Unknown,
        };
    }
}
