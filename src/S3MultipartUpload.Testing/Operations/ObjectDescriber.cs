using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Documents;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Locks;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>All that a request which writes an object says about it, and what the bucket adds.</summary>
internal static class ObjectDescriber
{
    public static ObjectAttributes Describe(S3Exchange exchange, Bucket bucket) =>
        Protect(exchange, bucket, AttributeReader.Read(exchange));

    /// <summary>
    /// The list of access and the lock belong to the object that is written, never to the one it is copied from; what encryption nobody
    /// names, the bucket gives.
    /// </summary>
    public static ObjectAttributes Protect(S3Exchange exchange, Bucket bucket, ObjectAttributes attributes) =>
        BucketEncryption.AddTo(attributes, bucket.Record) with
        {
            Acl = AclReader.Read(exchange, bucket.Record)?.Name,
            Lock = LockReader.Read(exchange, bucket.Record),
        };
}
