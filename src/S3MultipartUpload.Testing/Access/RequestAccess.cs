using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>
/// What a request may do: one of the account, all that the bucket's policy does not deny; one that nobody has signed, what the policy lets
/// everybody do, or the lists of the bucket and the object.
/// </summary>
internal static class RequestAccess
{
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void Check(S3Exchange exchange, BucketTable buckets)
    {
        if (!exchange.IsAnonymous)
        {
            AccountAccess.Check(exchange, buckets);
            return;
        }

        Require(exchange.Target.Bucket is not null);
        Bucket bucket = buckets.Get(exchange.Bucket);
        switch (exchange.Operation)
        {
            case S3Operation.HeadBucket or S3Operation.ListObjects or S3Operation.ListObjectsV2:
                Require(CanList(exchange, bucket));
                break;
            case S3Operation.ListObjectVersions:
                Require(Allows(exchange, bucket, "s3:ListBucketVersions", null, bucket.Record.Acl, acl => acl.LetsAnyoneRead));
                break;
            case S3Operation.GetObject or S3Operation.HeadObject:
                Require(CanRead(exchange, bucket, exchange.Key, exchange.Query("versionId")));
                break;
            case S3Operation.PutObject:
                CheckWrite(exchange, bucket, exchange.Key);
                break;
            case S3Operation.DeleteObject:
                CheckDelete(exchange, bucket, exchange.Key, exchange.Query("versionId"));
                break;
            case S3Operation.DeleteObjects:
                break; // Each object is looked at by itself.
            case S3Operation.CreateMultipartUpload:
                throw S3Errors.AccessDenied("Anonymous users cannot initiate multipart uploads.  Please authenticate.");
            case S3Operation.CopyObject:
                throw S3Errors.AccessDenied("Anonymous users cannot copy objects.  Please authenticate.");
            default:
                throw S3Errors.AccessDenied();
        }
    }

    /// <summary>Whether the request, which is signed, may read the object that it copies.</summary>
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void CheckRead(S3Exchange exchange, Bucket bucket, string key, string? versionId) =>
        AccountAccess.Check(exchange, bucket, S3Action.Of(S3Operation.GetObject, versionId), key);

    /// <summary>Whether the request may write the object.</summary>
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void CheckWrite(S3Exchange exchange, Bucket bucket, string key)
    {
        if (!exchange.IsAnonymous)
        {
            AccountAccess.Check(exchange, bucket, "s3:PutObject", key);
            AccountAccess.CheckHeaders(exchange, bucket, key);
            return;
        }

        Require(Allows(exchange, bucket, "s3:PutObject", key, bucket.Record.Acl, acl => acl.LetsAnyoneWrite));
        foreach ((string header, string action) in S3Action.OfDescription.Where(row => exchange.Header(row.Header) is not null))
        {
            Require(Allows(exchange, bucket, action, key, bucket.Record.Acl, acl => acl.LetsAnyoneWrite && header == "x-amz-acl"));
        }
    }

    /// <summary>Whether the request may delete the object, or this version of it: versions and locks are not a list's to give.</summary>
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void CheckDelete(S3Exchange exchange, Bucket bucket, string key, string? versionId)
    {
        if (!exchange.IsAnonymous)
        {
            AccountAccess.Check(exchange, bucket, S3Action.Of(S3Operation.DeleteObject, versionId), key);
            AccountAccess.CheckHeaders(exchange, bucket, key);
            return;
        }

        Require(versionId is null
            ? Allows(exchange, bucket, "s3:DeleteObject", key, bucket.Record.Acl, acl => acl.LetsAnyoneWrite)
            : Allows(exchange, bucket, "s3:DeleteObjectVersion", key, null, _ => false));
        Require(exchange.Header(S3Action.OfBypass.Header) is null
            || Allows(exchange, bucket, S3Action.OfBypass.Action, key, null, _ => false));
    }

    private static bool CanList(S3Exchange exchange, Bucket bucket) =>
        Allows(exchange, bucket, "s3:ListBucket", null, bucket.Record.Acl, acl => acl.LetsAnyoneRead);

    /// <summary>Who may list the bucket is told that an object is missing; nobody else is.</summary>
    private static bool CanRead(S3Exchange exchange, Bucket bucket, string key, string? versionId) =>
        bucket.Objects.FindVersion(key, versionId) is { } stored
            ? Allows(
                exchange,
                bucket,
                versionId is null ? "s3:GetObject" : "s3:GetObjectVersion",
                key,
                stored.Record.Attributes.Acl,
                acl => acl.LetsAnyoneRead)
            : CanList(exchange, bucket);

    private static bool Allows(
        S3Exchange exchange, Bucket bucket, string action, string? key, string? acl, Func<CannedAcl, bool> lets)
    {
        bool restricts = BucketAccess.Blocks(bucket.Record, "RestrictPublicBuckets");
        bool? allowed = BucketPolicy.Of(bucket.Record)?.Allows(action, S3Action.Resource(bucket.Record.Name, key), exchange);
        return allowed == true
            ? !restricts
            : allowed is null && AclsCount(bucket) && CannedAcl.Find(acl) is { } list && lets(list);
    }

    private static bool AclsCount(Bucket bucket) =>
        !BucketAccess.DisablesAcls(bucket.Record) && !BucketAccess.Blocks(bucket.Record, "IgnorePublicAcls");

    private static void Require(bool allowed)
    {
        if (!allowed)
        {
            throw S3Errors.AccessDenied();
        }
    }
}
