using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>What a request that nobody has signed may do: what the lists of the bucket and of the object let everybody do.</summary>
internal static class AnonymousAccess
{
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void Check(S3Exchange exchange, BucketTable buckets)
    {
        if (!exchange.IsAnonymous || exchange.Target.Bucket is null)
        {
            Require(!exchange.IsAnonymous);
            return;
        }

        Bucket bucket = buckets.Get(exchange.Bucket);
        switch (exchange.Operation)
        {
            case S3Operation.HeadBucket or S3Operation.ListObjects or S3Operation.ListObjectsV2 or S3Operation.ListObjectVersions:
                Require(CanList(bucket));
                break;
            case S3Operation.GetObject or S3Operation.HeadObject:
                Require(CanRead(bucket, bucket.Objects.FindVersion(exchange.Key, exchange.Query("versionId"))));
                break;
            case S3Operation.PutObject or S3Operation.DeleteObject or S3Operation.DeleteObjects:
                CheckWrite(exchange, bucket);
                break;
            case S3Operation.CreateMultipartUpload:
                throw S3Errors.AccessDenied("Anonymous users cannot initiate multipart uploads.  Please authenticate.");
            case S3Operation.CopyObject:
                throw S3Errors.AccessDenied("Anonymous users cannot copy objects.  Please authenticate.");
            default:
                throw S3Errors.AccessDenied();
        }
    }

    /// <summary>Whether anybody may write into the bucket.</summary>
    /// <exception cref="S3ErrorException">AccessDenied.</exception>
    public static void CheckWrite(S3Exchange exchange, Bucket bucket) =>
        Require(!exchange.IsAnonymous || (AclsCount(bucket) && CannedAcl.Find(bucket.Record.Acl)?.LetsAnyoneWrite == true));

    private static bool CanList(Bucket bucket) => AclsCount(bucket) && CannedAcl.Find(bucket.Record.Acl)?.LetsAnyoneRead == true;

    /// <summary>Who may list the bucket is told that an object is missing; nobody else is.</summary>
    private static bool CanRead(Bucket bucket, StoredObject? stored) => stored is null
        ? CanList(bucket)
        : AclsCount(bucket) && CannedAcl.Find(stored.Record.Attributes.Acl)?.LetsAnyoneRead == true;

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
