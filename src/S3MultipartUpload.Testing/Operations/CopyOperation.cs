using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>CopyObject: the bytes of another object, with its description or a new one.</summary>
internal sealed class CopyOperation(BucketTable buckets, BodyReceiver receiver, ObjectWriter writer)
{
    public async ValueTask<S3Reply> RunAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        WriteOperations.CheckKey(exchange.Key);
        var conditions = WriteConditions.Read(exchange.Header);
        var source = CopiedFrom.Find(exchange, buckets);
        RequestAccess.CheckRead(exchange, source.Bucket, source.Record.Key, source.WantedVersion);
        CheckChange(exchange, bucket, source);
        ObjectAttributes attributes = ObjectDescriber.Protect(
            exchange, bucket, AttributeReader.ReadForCopy(exchange, source.Record.Attributes));
        ChecksumKind algorithm = Algorithm(exchange, source.Record);

        // Before the copy as well, so that one that will be refused costs nothing.
        conditions.Check(bucket.Objects.Find(exchange.Key), exchange.Key);
        if (source.Open(null) is not { } content)
        {
            return await RunAsync(exchange).ConfigureAwait(false);
        }

        await using (content.ConfigureAwait(false))
        {
            ReceivedBody body = await receiver.CopyAsync(content, content.Length, algorithm, exchange.Aborted).ConfigureAwait(false);
            ObjectRecord stored = writer.Store(bucket, exchange.Key, body, attributes, conditions);
            return Reply(stored)
                .With("x-amz-version-id", bucket.NewVersionIdOf(stored))
                .With("x-amz-copy-source-version-id", source.VersionId)
                .With(attributes.EncryptionHeaders);
        }
    }

    /// <summary>An object may be copied to itself to change it, or to bring an old version back, but not for nothing.</summary>
    private static void CheckChange(S3Exchange exchange, Bucket bucket, CopiedFrom source)
    {
        bool same = source.Bucket == bucket && bucket.Objects.Find(exchange.Key)?.Record.RecordId == source.Record.RecordId;
        if (same && !AttributeReader.ChangesByCopy(exchange))
        {
            throw S3Errors.InvalidRequest("This copy request is illegal because it is trying to copy an object to itself without " +
                "changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }
    }

    private static ChecksumKind Algorithm(S3Exchange exchange, ObjectRecord source)
    {
        string? wanted = exchange.Header("x-amz-checksum-algorithm");
        return wanted is null
            ? ChecksumKind.Find(source.Checksum?.Algorithm) ?? ChecksumKind.Default
            : ChecksumKind.Find(wanted) ?? throw S3Errors.UnknownChecksumAlgorithm();
    }

    private static S3Reply Reply(ObjectRecord stored) => S3Reply.Xml(S3Xml.Document("CopyObjectResult", xml =>
    {
        xml.Value("ETag", $"\"{stored.ETag}\"");
        xml.Value("LastModified", stored.LastModified);
        if (stored.Checksum is { } checksum)
        {
            xml.Value("Checksum" + checksum.Algorithm, checksum.Value);
            xml.Value("ChecksumType", checksum.Type);
        }
    }));
}
