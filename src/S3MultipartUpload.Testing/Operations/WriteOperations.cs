using System.Text;

namespace S3MultipartUpload.Testing;

internal sealed class WriteOperations(BucketTable buckets, BodyReceiver receiver, TimeProvider time)
{
    public async ValueTask<S3Reply> PutAsync(S3Exchange exchange)
    {
        var bucket = buckets.Get(exchange.Bucket);
        CheckKey(exchange.Key);
        var conditions = WriteConditions.Read(exchange);
        var attributes = AttributeReader.Read(exchange);

        // Before the body as well, so that a client that waits for 100 Continue need not send it.
        conditions.Check(bucket.Objects.Find(exchange.Key), exchange.Key);
        var body = await receiver.ReceiveAsync(exchange).ConfigureAwait(false);
        var checksum = body.Checksums.Select(pair => new ObjectChecksum(pair.Key, ChecksumAlgorithm.FullObject, pair.Value)).FirstOrDefault();
        var record = new ObjectRecord
        {
            Key = exchange.Key,
            LastModified = time.GetUtcNow(),
            ETag = body.ETag,
            Size = body.Blob.Length,
            Blobs = [body.Blob],
            Attributes = attributes,
            Checksum = checksum,
        };
        bucket.Objects.Put(record, conditions);
        var reply = new S3Reply(200).With("ETag", $"\"{record.ETag}\"").WithEncryption(attributes);
        return checksum is null ? reply : reply.With(checksum).With("x-amz-checksum-type", checksum.Type);
    }

    public S3Reply Delete(S3Exchange exchange)
    {
        buckets.Get(exchange.Bucket).Objects.Delete(exchange.Key);
        return new S3Reply(204);
    }

    public async ValueTask<S3Reply> DeleteManyAsync(S3Exchange exchange)
    {
        var objects = buckets.Get(exchange.Bucket).Objects;
        var root = XmlBody.Parse(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false), "Delete");
        var keys = root.Children("Object").Select(entry => entry.Text("Key") ?? throw S3Errors.MalformedXml()).ToList();
        if (keys.Count is 0 or > S3Limits.MaximumPage)
        {
            throw S3Errors.MalformedXml();
        }

        foreach (var key in keys)
        {
            objects.Delete(key);
        }

        var quiet = root.Text("Quiet") == "true";
        return S3Reply.Xml(S3Xml.Document("DeleteResult", xml =>
        {
            foreach (var key in quiet ? [] : keys)
            {
                xml.Group("Deleted", entry => entry.Value("Key", key));
            }
        }));
    }

    public static void CheckKey(string key)
    {
        var size = Encoding.UTF8.GetByteCount(key);
        if (size > S3Limits.MaximumKeyBytes)
        {
            throw S3Errors.KeyTooLong(size);
        }
    }
}
