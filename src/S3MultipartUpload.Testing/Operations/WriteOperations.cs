using System.Text;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Operations;

internal sealed class WriteOperations(BucketTable buckets, BodyReceiver receiver, IBlobStore blobs, TimeProvider time)
{
    public async ValueTask<S3Reply> PutAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        CheckKey(exchange.Key);
        var conditions = WriteConditions.Read(exchange.Header);
        ObjectAttributes attributes = ObjectDescriber.Describe(exchange, bucket);

        if (attributes.Lock is not null && exchange.Header("Content-MD5") is null && Payload.FindChecksum(exchange) is null)
        {
            throw S3Errors.InvalidRequest(
                "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters");
        }

        // Before the body as well, so that a client that waits for 100 Continue need not send it.
        conditions.Check(bucket.Objects.Find(exchange.Key), exchange.Key);
        ReceivedBody body = await receiver.ReceiveAsync(exchange).ConfigureAwait(false);
        ObjectRecord stored = Store(bucket, ToRecord(exchange.Key, body, attributes), conditions, body.Blob);
        S3Reply reply = new S3Reply(200)
            .With("ETag", $"\"{stored.ETag}\"")
            .With("x-amz-version-id", bucket.NewVersionIdOf(stored))
            .With(attributes.EncryptionHeaders);
        return stored.Checksum is { } checksum ? reply.With(checksum.Headers) : reply;
    }

    /// <summary>CopyObject: the bytes of another object, with its attributes or new ones.</summary>
    public async ValueTask<S3Reply> CopyAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        CheckKey(exchange.Key);
        var source = CopiedFrom.Find(exchange, buckets);
        bool replace = exchange.Header("x-amz-metadata-directive") is "REPLACE";
        if (!replace && source.Bucket == bucket && source.Record.Key == exchange.Key)
        {
            throw S3Errors.InvalidRequest("This copy request is illegal because it is trying to copy an object to itself without " +
                "changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }

        ObjectAttributes attributes = ObjectDescriber.Protect(
            exchange, bucket, replace ? AttributeReader.Read(exchange) : source.Record.Attributes);
        ContentReader content = source.Open(null);
        await using (content.ConfigureAwait(false))
        {
            var algorithm = ChecksumKind.Find(exchange.Header("x-amz-checksum-algorithm"));
            ReceivedBody body = await receiver.CopyAsync(content, algorithm, exchange.Aborted).ConfigureAwait(false);
            ObjectRecord stored = Store(bucket, ToRecord(exchange.Key, body, attributes), new WriteConditions(null, null), body.Blob);
            return S3Reply.Xml(S3Xml.Document("CopyObjectResult", xml =>
            {
                xml.Value("ETag", $"\"{stored.ETag}\"");
                xml.Value("LastModified", stored.LastModified);
                if (stored.Checksum is { } checksum)
                {
                    xml.Value("Checksum" + checksum.Algorithm, checksum.Value);
                    xml.Value("ChecksumType", checksum.Type);
                }
            })).With("x-amz-version-id", bucket.NewVersionIdOf(stored)).With(attributes.EncryptionHeaders);
        }
    }

    /// <summary>Makes an object of bytes that have arrived.</summary>
    public ObjectRecord Store(Bucket bucket, string key, ReceivedBody body, ObjectAttributes attributes) =>
        Store(bucket, ToRecord(key, body, attributes), new WriteConditions(null, null), body.Blob);

    private ObjectRecord Store(Bucket bucket, ObjectRecord record, WriteConditions conditions, Blob blob)
    {
        try
        {
            return bucket.Objects.Put(record, conditions);
        }
        catch
        {
            blobs.Delete(blob);
            throw;
        }
    }

    private ObjectRecord ToRecord(string key, ReceivedBody body, ObjectAttributes attributes) => new()
    {
        Key = key,
        LastModified = time.GetUtcNow(),
        ETag = body.ETag,
        Size = body.Blob.Length,
        Blobs = [body.Blob],
        Attributes = attributes,
        Checksum = body.Checksums.Select(pair => new StoredChecksum(pair.Key, ChecksumKind.FullObject, pair.Value)).FirstOrDefault(),
    };

    public static void CheckKey(string key)
    {
        int size = Encoding.UTF8.GetByteCount(key);
        if (size > S3Limits.MaximumKeyBytes)
        {
            throw S3Errors.KeyTooLong(size);
        }
    }
}
