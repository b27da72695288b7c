using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>
/// What a request that nobody has signed may do: what the bucket's policy lets everybody do, or the lists of the bucket and the object.
/// </summary>
internal static class AnonymousAccess
{
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void Check(S3Exchange exchange, BucketTable buckets)
    {
        if (!exchange.IsAnonymous)
        {
            return;
        }

        Require(exchange.Target.Bucket is not null);
        Bucket bucket = buckets.Get(exchange.Bucket);
        switch (exchange.Operation)
        {
            case S3Operation.HeadBucket or S3Operation.ListObjects or S3Operation.ListObjectsV2:
                Require(CanList(bucket));
                break;
            case S3Operation.ListObjectVersions:
                Require(Allows(bucket, "s3:ListBucketVersions", null, bucket.Record.Acl, acl => acl.LetsAnyoneRead));
                break;
            case S3Operation.GetObject or S3Operation.HeadObject:
                Require(CanRead(bucket, exchange.Key, exchange.Query("versionId")));
                break;
            case S3Operation.PutObject:
                CheckWrite(exchange, bucket, exchange.Key);
                break;
            case S3Operation.DeleteObject:
                Require(Allows(bucket, "s3:DeleteObject", exchange.Key, bucket.Record.Acl, acl => acl.LetsAnyoneWrite));
                break;
            case S3Operation.DeleteObjects:
                Require(Allows(bucket, "s3:DeleteObject", "*", bucket.Record.Acl, acl => acl.LetsAnyoneWrite));
                break;
            case S3Operation.CreateMultipartUpload:
                throw S3Errors.AccessDenied("Anonymous users cannot initiate multipart uploads.  Please authenticate.");
            case S3Operation.CopyObject:
                throw S3Errors.AccessDenied("Anonymous users cannot copy objects.  Please authenticate.");
            default:
                throw S3Errors.AccessDenied();
        }
    }

    /// <summary>Whether the request may write the object.</summary>
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void CheckWrite(S3Exchange exchange, Bucket bucket, string key) => Require(
        !exchange.IsAnonymous || Allows(bucket, "s3:PutObject", key, bucket.Record.Acl, acl => acl.LetsAnyoneWrite));

    private static bool CanList(Bucket bucket) =>
        Allows(bucket, "s3:ListBucket", null, bucket.Record.Acl, acl => acl.LetsAnyoneRead);

    /// <summary>Who may list the bucket is told that an object is missing; nobody else is.</summary>
    private static bool CanRead(Bucket bucket, string key, string? versionId) =>
        bucket.Objects.FindVersion(key, versionId) is { } stored
            ? Allows(
                bucket,
                versionId is null ? "s3:GetObject" : "s3:GetObjectVersion",
                key,
                stored.Record.Attributes.Acl,
                acl => acl.LetsAnyoneRead)
            : CanList(bucket);

    private static bool Allows(Bucket bucket, string action, string? key, string? acl, Func<CannedAcl, bool> lets)
    {
        bool restricts = BucketAccess.Blocks(bucket.Record, "RestrictPublicBuckets");
        string resource = $"arn:aws:s3:::{bucket.Record.Name}{(key is null ? "" : "/")}{key}";
        bool? allowed = BucketPolicy.Of(bucket.Record)?.Allows(action, resource);
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
