using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Locks;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>The object lock of a bucket, and the retention and the legal hold of an object's version.</summary>
internal sealed class LockOperations(BucketTable buckets, TimeProvider time)
{
    public async ValueTask<S3Reply> PutConfigurationAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        DefaultRetention? retention =
            LockDocument.ParseConfiguration(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false));
        bucket.Update(record => record.Versioning == BucketRecord.Enabled
            ? record with { ObjectLock = true, Retention = retention }
            : throw new S3ErrorException(
                409, "InvalidBucketState", "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"));
        return new S3Reply(200);
    }

    public S3Reply GetConfiguration(S3Exchange exchange)
    {
        BucketRecord bucket = buckets.Get(exchange.Bucket).Record;
        return bucket.ObjectLock
            ? S3Reply.Xml(LockDocument.WriteConfiguration(bucket.Retention))
            : throw new S3ErrorException(
                404, "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket")
            {
                Details = [("BucketName", bucket.Name)],
            };
    }

    public async ValueTask<S3Reply> PutRetentionAsync(S3Exchange exchange)
    {
        Bucket bucket = Locking(exchange);
        (string? mode, DateTimeOffset? until) =
            LockDocument.ParseRetention(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false), time);
        bool bypass = LockReader.Bypasses(exchange);
        Update(exchange, bucket, held =>
        {
            bool keeps = mode == held.Mode && until >= held.RetainUntil;
            return keeps || !held.Retains(time.GetUtcNow(), bypass)
                ? held with { Mode = mode, RetainUntil = until }
                : throw S3Errors.ObjectLocked();
        });
        return new S3Reply(200);
    }

    public S3Reply GetRetention(S3Exchange exchange)
    {
        ObjectLock? held = AddressedVersion.Find(exchange, Locking(exchange)).Record.Attributes.Lock;
        return held is { Mode: { } mode, RetainUntil: { } until }
            ? S3Reply.Xml(S3Xml.Document("Retention", xml =>
            {
                xml.Value("Mode", mode);
                xml.Value("RetainUntilDate", until);
            }))
            : throw NotLocked(exchange);
    }

    public async ValueTask<S3Reply> PutLegalHoldAsync(S3Exchange exchange)
    {
        Bucket bucket = Locking(exchange);
        string status = LockDocument.ParseLegalHold(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false));
        Update(exchange, bucket, held => held with { LegalHold = status });
        return new S3Reply(200);
    }

    public S3Reply GetLegalHold(S3Exchange exchange) =>
        AddressedVersion.Find(exchange, Locking(exchange)).Record.Attributes.Lock?.LegalHold is { } status
        ? S3Reply.Xml(S3Xml.Document("LegalHold", xml => xml.Value("Status", status)))
        : throw NotLocked(exchange);

    private Bucket Locking(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        LockReader.CheckBucket(bucket.Record);
        return bucket;
    }

    private static void Update(S3Exchange exchange, Bucket bucket, Func<ObjectLock, ObjectLock> change)
    {
        lock (bucket.Gate)
        {
            StoredObject stored = AddressedVersion.Find(exchange, bucket);
            ObjectAttributes attributes = stored.Record.Attributes;
            ObjectLock changed = change(attributes.Lock ?? new ObjectLock());
            bucket.Objects.Update(stored, stored.Record with { Attributes = attributes with { Lock = changed } });
        }
    }

    private static S3ErrorException NotLocked(S3Exchange exchange) =>
        new(404, "NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration")
        {
            Details = [("Key", exchange.Key)],
        };
}
