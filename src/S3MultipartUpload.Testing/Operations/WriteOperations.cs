using System.Text;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

internal sealed class WriteOperations(BucketTable buckets, BodyReceiver receiver, ObjectWriter writer)
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
        ChecksumKind algorithm = Payload.FindChecksum(exchange) ?? ChecksumKind.Default;
        ReceivedBody body = await receiver.ReceiveAsync(exchange, algorithm).ConfigureAwait(false);
        ObjectRecord stored = writer.Store(bucket, exchange.Key, body, attributes, conditions);
        S3Reply reply = new S3Reply(200)
            .With("ETag", $"\"{stored.ETag}\"")
            .With("x-amz-version-id", bucket.NewVersionIdOf(stored))
            .With(attributes.EncryptionHeaders);
        return stored.Checksum is { } checksum ? reply.With(checksum.Headers) : reply;
    }

    public static void CheckKey(string key)
    {
        int size = Encoding.UTF8.GetByteCount(key);
        if (size > S3Limits.MaximumKeyBytes)
        {
            throw S3Errors.KeyTooLong(size);
        }
    }
}
