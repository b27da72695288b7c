using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>
/// A bucket whose requesters pay (S3 User Guide, "Using Requester Pays buckets") answers who says that he will. Here its owner is asked
/// as well, so that a test needs no second account.
/// </summary>
internal static class RequesterPays
{
    private static readonly HashSet<S3Operation> Paid =
    [
        S3Operation.ListObjects, S3Operation.ListObjectsV2, S3Operation.ListObjectVersions, S3Operation.ListMultipartUploads,
        S3Operation.GetObject, S3Operation.HeadObject, S3Operation.PutObject, S3Operation.CopyObject,
        S3Operation.GetObjectAttributes, S3Operation.CreateMultipartUpload, S3Operation.UploadPart, S3Operation.UploadPartCopy,
        S3Operation.ListParts, S3Operation.CompleteMultipartUpload, S3Operation.AbortMultipartUpload, S3Operation.DeleteObject,
        S3Operation.DeleteObjects, S3Operation.PostObject,
    ];

    /// <returns>Whether the requester is charged, which the answer then says.</returns>
    /// <exception cref="S3ErrorException">AccessDenied: nobody says that he pays.</exception>
    public static bool Check(S3Exchange exchange, BucketTable buckets)
    {
        if (!Paid.Contains(exchange.Operation)
            || buckets.Find(exchange.Target.Bucket) is not { } bucket
            || !BucketAccess.RequesterPays(bucket.Record))
        {
            return false;
        }

        return exchange is { IsAnonymous: false } && exchange.Header("x-amz-request-payer") == "requester"
            ? true
            : throw S3Errors.AccessDenied();
    }
}
