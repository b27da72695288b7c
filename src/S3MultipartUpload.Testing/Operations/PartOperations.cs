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
        CustomerKey.CheckSame(
            exchange,
            upload.Record.Attributes,
            "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption " +
            "parameters.");
        PartRecord part = Store(uploads, upload, number, await receiver.ReceiveAsync(exchange).ConfigureAwait(false));
        S3Reply reply = new S3Reply(200).With("ETag", $"\"{part.ETag}\"").With(upload.Record.Attributes.EncryptionHeaders);
        foreach ((string? algorithm, string? value) in part.Checksums)
        {
            reply.With(ChecksumKind.Find(algorithm)?.Header ?? algorithm, value);
        }

        return reply;
    }

    public async ValueTask<S3Reply> CopyAsync(S3Exchange exchange)
    {
        (UploadTable? uploads, Upload? upload, int number) = Find(exchange);
        var source = CopiedFrom.Find(exchange, buckets);
        ContentReader content = source.Open(exchange.Header("x-amz-copy-source-range"));
        await using (content.ConfigureAwait(false))
        {
            var algorithm = ChecksumKind.Find(upload.Record.ChecksumAlgorithm);
            PartRecord part =
                Store(uploads, upload, number, await receiver.CopyAsync(content, algorithm, exchange.Aborted).ConfigureAwait(false));
            return S3Reply.Xml(S3Xml.Document("CopyPartResult", xml =>
            {
                xml.Value("ETag", $"\"{part.ETag}\"");
                xml.Value("LastModified", part.LastModified);
                foreach ((string? name, string? value) in part.Checksums)
                {
                    xml.Value("Checksum" + name, value);
                }
            }))
                .With("x-amz-copy-source-version-id", source.Bucket.VersionIdOf(source.Record))
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

    /// <summary>A part may come with the checksum its upload declares, or with none; one with none makes Complete fail.</summary>
    private static void CheckAlgorithm(S3Exchange exchange, UploadRecord upload)
    {
        if (upload.ChecksumAlgorithm is not null && Payload.FindChecksum(exchange) is { } given && given.Name != upload.ChecksumAlgorithm)
        {
            throw S3Errors.InvalidRequest(
                $"Checksum Type mismatch occurred, expected checksum Type: {upload.ChecksumAlgorithm.ToLowerInvariant()}, actual " +
                $"checksum Type: {given.Name.ToLowerInvariant()}");
        }
    }

    private PartRecord Store(UploadTable uploads, Upload upload, int number, ReceivedBody body)
    {
        var part = new PartRecord
        {
            Number = number,
            ETag = body.ETag,
            Size = body.Blob.Length,
            LastModified = time.GetUtcNow(),
            Blob = body.Blob,
            Checksums = body.Checksums,
        };
        if (uploads.PutPart(upload, part))
        {
            return part;
        }

        blobs.Delete(part.Blob);
        throw S3Errors.NoSuchUpload(upload.Record.UploadId);
    }
}
