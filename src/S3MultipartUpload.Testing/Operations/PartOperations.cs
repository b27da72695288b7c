using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>UploadPart and UploadPartCopy.</summary>
internal sealed class PartOperations(BucketTable buckets, BodyReceiver receiver, IBlobStore blobs, TimeProvider time)
{
    public async ValueTask<S3Reply> UploadAsync(S3Exchange exchange)
    {
        (UploadTable? uploads, Upload? upload, int number) = Find(exchange);
        CheckAlgorithm(exchange, upload.Record);
        CheckKey(exchange, upload.Record);
        ChecksumKind kept = Kept(upload.Record);
        ReceivedBody body = await receiver.ReceiveAsync(exchange, kept).ConfigureAwait(false);
        PartRecord part = Store(uploads, upload, number, body, kept);

        // The reply tells the checksum the part came with, whatever the upload keeps.
        (string algorithm, string value) = body.Checksums.First();
        return new S3Reply(200).With("ETag", $"\"{part.ETag}\"").With(upload.Record.Attributes.EncryptionHeaders)
            .With(ChecksumKind.Find(algorithm)?.Header ?? algorithm, value);
    }

    public async ValueTask<S3Reply> CopyAsync(S3Exchange exchange)
    {
        (UploadTable? uploads, Upload? upload, int number) = Find(exchange);
        CheckKey(exchange, upload.Record);
        var source = CopiedFrom.Find(exchange, buckets);
        RequestAccess.CheckRead(exchange, source.Bucket, source.Record.Key, source.WantedVersion);
        if (source.Open(exchange.Header("x-amz-copy-source-range")) is not { } content)
        {
            return await CopyAsync(exchange).ConfigureAwait(false);
        }

        await using (content.ConfigureAwait(false))
        {
            ChecksumKind kept = Kept(upload.Record);
            ReceivedBody body = await receiver.CopyAsync(content, content.Length, kept, exchange.Aborted).ConfigureAwait(false);
            PartRecord part = Store(uploads, upload, number, body, kept);
            return S3Reply.Xml(S3Xml.Document("CopyPartResult", xml =>
            {
                xml.Value("ETag", $"\"{part.ETag}\"");
                xml.Value("LastModified", part.LastModified);
                if (upload.Record.ChecksumAlgorithm is not null)
                {
                    xml.Value(kept.Element, part.Checksums[kept.Name]);
                }
            }))
                .With("x-amz-copy-source-version-id", source.VersionId)
                .With(upload.Record.Attributes.EncryptionHeaders);
        }
    }

    private (UploadTable Uploads, Upload Upload, int Number) Find(S3Exchange exchange)
    {
        UploadTable uploads = buckets.Get(exchange.Bucket).Uploads;
        if (exchange.PartNumber is not ({ } number and >= 1 and <= S3Limits.MaximumPartNumber))
        {
            throw S3Errors.InvalidArgument(
                $"Part number must be an integer between 1 and {S3Limits.MaximumPartNumber}, inclusive",
                "partNumber",
                exchange.Query("partNumber"));
        }

        return (uploads, uploads.FindOpen(exchange.Key, exchange.UploadId) ?? throw S3Errors.NoSuchUpload(exchange.UploadId), number);
    }

    /// <summary>S3 can compute a part of a full-object checksum by itself; of a composite one, it wants to hear every part's.</summary>
    private static void CheckAlgorithm(S3Exchange exchange, UploadRecord upload)
    {
        if (upload.ChecksumAlgorithm is not { } declared)
        {
            return;
        }

        string? given = Payload.FindChecksum(exchange)?.Name;
        if (given is null ? upload.ChecksumType == ChecksumKind.Composite : given != declared)
        {
            throw S3Errors.InvalidRequest(
                $"Checksum Type mismatch occurred, expected checksum Type: {declared.ToLowerInvariant()}, actual " +
                $"checksum Type: {given?.ToLowerInvariant() ?? "null"}");
        }
    }

    private static void CheckKey(S3Exchange exchange, UploadRecord upload) => CustomerKey.CheckSame(
        exchange,
        upload.Attributes,
        "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.");

    private static ChecksumKind Kept(UploadRecord upload) => ChecksumKind.Find(upload.ChecksumAlgorithm) ?? ChecksumKind.Default;

    private PartRecord Store(UploadTable uploads, Upload upload, int number, ReceivedBody body, ChecksumKind kept)
    {
        var part = new PartRecord
        {
            Number = number,
            ETag = body.ETag,
            Size = body.Blob.Length,
            LastModified = time.GetUtcNow(),
            Blob = body.Blob,
            Checksums = new Dictionary<string, string> { [kept.Name] = body.Checksums[kept.Name] },
        };
        bool stored = false;
        try
        {
            stored = uploads.PutPart(upload, part);
        }
        finally
        {
            if (!stored)
            {
                blobs.Delete(part.Blob);
            }
        }

        return stored ? part : throw S3Errors.NoSuchUpload(upload.Record.UploadId);
    }
}
