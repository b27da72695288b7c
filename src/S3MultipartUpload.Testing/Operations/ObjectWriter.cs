using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>Makes an object of a body that has arrived in one piece.</summary>
internal sealed class ObjectWriter(IBlobStore blobs, TimeProvider time)
{
    public ObjectRecord Store(Bucket bucket, string key, ReceivedBody body, ObjectAttributes attributes, WriteConditions conditions)
    {
        (string algorithm, string value) = body.Checksums.First();
        var record = new ObjectRecord
        {
            Key = key,
            LastModified = time.GetUtcNow(),
            ETag = body.ETag,
            Size = body.Blob.Length,
            Blobs = [body.Blob],
            Attributes = attributes,
            Checksum = new StoredChecksum(algorithm, ChecksumKind.FullObject, value),
        };
        try
        {
            return bucket.Objects.Put(record, conditions);
        }
        catch
        {
            blobs.Delete(body.Blob);
            throw;
        }
    }
}
