using System.Globalization;
using System.Xml;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

internal sealed class ListPartsOperation(BucketTable buckets)
{
    public S3Reply Run(S3Exchange exchange)
    {
        UploadTable uploads = buckets.Get(exchange.Bucket).Uploads;
        Upload upload = uploads.FindOpen(exchange.Key, exchange.UploadId) ?? throw S3Errors.NoSuchUpload(exchange.UploadId);
        CustomerKey.CheckIfGiven(exchange, upload.Record.Attributes);
        int size = exchange.PageSize("max-parts");
        string? markerText = exchange.Query("part-number-marker");
        if (!int.TryParse(markerText ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out int marker))
        {
            throw S3Errors.InvalidArgument(
                "Argument part-number-marker must be an integer between 0 and 2147483647", "part-number-marker", markerText);
        }

        IReadOnlyList<PartRecord> parts = uploads.SnapshotParts(upload);
        var late = parts.OrderBy(part => part.LastModified).TakeLast(exchange.PartsNotListedYet).ToHashSet();
        var rest = parts.Where(part => part.Number > marker && !late.Contains(part)).ToList();
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
            page.ForEach(part => xml.Group("Part", entry => Write(entry, part, upload.Record.ChecksumAlgorithm)));
        }));
    }

    private static void Write(XmlWriter xml, PartRecord part, string? declared)
    {
        xml.Value("PartNumber", part.Number);
        xml.Value("LastModified", part.LastModified);
        xml.Value("ETag", $"\"{part.ETag}\"");
        xml.Value("Size", part.Size);
        if (declared is not null)
        {
            xml.Value("Checksum" + declared, part.Checksums.GetValueOrDefault(declared));
        }
    }
}
