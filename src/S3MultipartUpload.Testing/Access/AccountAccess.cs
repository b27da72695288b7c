using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>What a bucket's policy denies to the account itself, which else may do all.</summary>
internal static class AccountAccess
{
    /// <summary>
    /// What the account may do in any case, or nobody could take a policy back (S3 User Guide, "Bucket policies"); and what is looked at
    /// key by key.
    /// </summary>
    private static readonly HashSet<S3Operation> Exempt =
    [
        S3Operation.GetBucketPolicy, S3Operation.PutBucketPolicy, S3Operation.DeleteBucketPolicy,
        S3Operation.DeleteObjects, S3Operation.PostObject, S3Operation.Preflight, S3Operation.Unknown,
    ];

    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void Check(S3Exchange exchange, BucketTable buckets)
    {
        if (!Exempt.Contains(exchange.Operation) && buckets.Find(exchange.Target.Bucket) is { } bucket)
        {
            Check(exchange, bucket, S3Action.Of(exchange.Operation, exchange.Query("versionId")), exchange.Target.Key);
            if (exchange.Target.Key is { } key)
            {
                CheckHeaders(exchange, bucket, key);
            }
        }
    }

    /// <summary>Whether what the headers ask for besides is denied.</summary>
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void CheckHeaders(S3Exchange exchange, Bucket bucket, string key)
    {
        foreach ((string header, string action) in S3Action.OfDescription.Append(S3Action.OfBypass))
        {
            if (exchange.Header(header) is not null)
            {
                Check(exchange, bucket, action, key);
            }
        }
    }

    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void Check(S3Exchange exchange, Bucket bucket, string action, string? key)
    {
        if (!exchange.IsAnonymous
            && BucketPolicy.Of(bucket.Record)?.DeniesAccount(action, S3Action.Resource(bucket.Record.Name, key), exchange) == true)
        {
            throw S3Errors.AccessDenied();
        }
    }
}
