namespace S3MultipartUpload.Testing;

/// <summary>Which operation a request asks for: its method, what it addresses, and the subresource in its query.</summary>
internal static class OperationRouter
{
    /// <summary>Subresources of S3 that the endpoint does not have; without this list they would pass for plain requests.</summary>
    private static readonly string[] Unsupported =
    [
        "accelerate", "acl", "analytics", "attributes", "cors", "encryption", "intelligent-tiering", "inventory", "legal-hold",
        "lifecycle", "logging", "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus",
        "publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select", "tagging", "torrent",
        "versioning", "versions", "website",
    ];

    public static S3Operation Resolve(string method, RequestTarget target)
    {
        var query = target.Query;
        if (Array.Exists(Unsupported, query.ContainsKey))
        {
            return S3Operation.Unknown;
        }

        return (target.Bucket, target.Key) switch
        {
            (null, _) => method == "GET" ? S3Operation.ListBuckets : S3Operation.Unknown,
            (_, null) => ForBucket(method, query),
            _ => ForObject(method, query),
        };
    }

    private static S3Operation ForBucket(string method, IReadOnlyDictionary<string, string> query) => method switch
    {
        "PUT" => S3Operation.CreateBucket,
        "HEAD" => S3Operation.HeadBucket,
        "DELETE" => S3Operation.DeleteBucket,
        "POST" when query.ContainsKey("delete") => S3Operation.DeleteObjects,
        "GET" when query.ContainsKey("location") => S3Operation.GetBucketLocation,
        "GET" when query.ContainsKey("uploads") => S3Operation.ListMultipartUploads,
        "GET" when query.TryGetValue("list-type", out var type) && type == "2" => S3Operation.ListObjectsV2,
        "GET" => S3Operation.ListObjects,
        _ => S3Operation.Unknown,
    };

    private static S3Operation ForObject(string method, IReadOnlyDictionary<string, string> query)
    {
        var upload = query.ContainsKey("uploadId");
        return method switch
        {
            "PUT" when upload || query.ContainsKey("partNumber") => S3Operation.UploadPart,
            "PUT" => S3Operation.PutObject,
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
