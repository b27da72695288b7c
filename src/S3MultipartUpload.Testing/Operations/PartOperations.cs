using System.Globalization;

namespace S3MultipartUpload.Testing;

/// <summary>UploadPart and ListParts.</summary>
internal sealed class PartOperations(BucketTable buckets, BodyReceiver receiver, IBlobStore blobs, TimeProvider time)
{
    public async ValueTask<S3Reply> UploadAsync(S3Exchange exchange)
    {
        var uploads = buckets.Get(exchange.Bucket).Uploads;
        var number = Number(exchange);
        var upload = uploads.FindOpen(exchange.Key, exchange.UploadId) ?? throw S3Errors.NoSuchUpload(exchange.UploadId);
        var body = await receiver.ReceiveAsync(exchange, ChecksumAlgorithm.Find(upload.Record.ChecksumAlgorithm)).ConfigureAwait(false);
        var part = new PartRecord
        {
            Number = number,
            ETag = body.ETag,
            Size = body.Blob.Length,
            LastModified = time.GetUtcNow(),
            Blob = body.Blob,
            Checksums = body.Checksums,
        };
        if (!uploads.PutPart(upload, part))
        {
            blobs.Delete(part.Blob);
            throw S3Errors.NoSuchUpload(exchange.UploadId);
        }

        var reply = new S3Reply(200).With("ETag", $"\"{part.ETag}\"").WithEncryption(upload.Record.Attributes);
        foreach (var (algorithm, value) in part.Checksums)
        {
            reply.With(ChecksumAlgorithm.Find(algorithm)?.Header ?? algorithm, value);
        }

        return reply;
    }

    public S3Reply List(S3Exchange exchange)
    {
        var uploads = buckets.Get(exchange.Bucket).Uploads;
        var upload = uploads.FindOpen(exchange.Key, exchange.UploadId) ?? throw S3Errors.NoSuchUpload(exchange.UploadId);
        var size = exchange.PageSize("max-parts");
        var markerText = exchange.Query("part-number-marker");
        if (!int.TryParse(markerText ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var marker))
        {
            throw S3Errors.InvalidArgument("Argument part-number-marker must be an integer between 0 and 2147483647", "part-number-marker", markerText);
        }

        var rest = uploads.SnapshotParts(upload).Where(part => part.Number > marker).ToList();
        var page = rest.Take(size).ToList();
        return S3Reply.Xml(S3Xml.Document("ListPartsResult", xml =>
        {
            xml.Value("Bucket", exchange.Bucket);
            xml.Value("Key", exchange.Encoded(exchange.Key));
            xml.Value("UploadId", exchange.UploadId);
            xml.Owner("Initiator");
            xml.Owner();
            xml.Value("StorageClass", upload.Record.Attributes.StorageClass);
            xml.Value("PartNumberMarker", marker);
            xml.Value("NextPartNumberMarker", page.Count > 0 ? page[^1].Number : 0);
            xml.Value("MaxParts", size);
            xml.Value("IsTruncated", rest.Count > page.Count);
            xml.Value("ChecksumAlgorithm", upload.Record.ChecksumAlgorithm);
            xml.Value("ChecksumType", upload.Record.ChecksumType);
            foreach (var part in page)
            {
                xml.Group("Part", entry =>
                {
                    entry.Value("PartNumber", part.Number);
                    entry.Value("LastModified", part.LastModified);
                    entry.Value("ETag", $"\"{part.ETag}\"");
                    entry.Value("Size", part.Size);
                    foreach (var (algorithm, value) in part.Checksums)
                    {
                        entry.Value(ChecksumAlgorithm.Find(algorithm)?.Element ?? algorithm, value);
                    }
                });
            }
        }));
    }

    private static int Number(S3Exchange exchange) =>
        exchange.PartNumber is { } number and >= 1 and <= S3Limits.MaximumPartNumber
            ? number
            : throw S3Errors.InvalidArgument(
                $"Part number must be an integer between 1 and {S3Limits.MaximumPartNumber}, inclusive", "partNumber", exchange.Query("partNumber"));
}
