using System.Xml;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

internal sealed class ListObjectsOperations(BucketTable buckets)
{
    public S3Reply ListObjectsV2(S3Exchange exchange)
    {
        string? token = exchange.Query("continuation-token");
        string? startAfter = exchange.Query("start-after");
        KeyPage<ObjectRecord> page = Take(exchange, token is null ? startAfter ?? "" : PageToken.Read(token));
        return Document(exchange, page, owners: exchange.Query("fetch-owner") == "true", xml =>
        {
            xml.Value("KeyCount", page.Entries.Count + page.CommonPrefixes.Count);
            xml.Value("ContinuationToken", token);
            xml.Value("StartAfter", exchange.Encoded(startAfter));
            xml.Value("NextContinuationToken", page is { IsTruncated: true, Last: { } last } ? PageToken.Write(last) : null);
        });
    }

    public S3Reply ListObjects(S3Exchange exchange)
    {
        string marker = exchange.Query("marker") ?? "";
        KeyPage<ObjectRecord> page = Take(exchange, marker);
        return Document(exchange, page, owners: true, xml =>
        {
            xml.Value("Marker", exchange.Encoded(marker));

            // Without a delimiter, the last key is the marker.
            bool named = page.IsTruncated && exchange.Query("delimiter") is { Length: > 0 };
            xml.Value("NextMarker", named ? exchange.Encoded(page.Last) : null);
        });
    }

    private KeyPage<ObjectRecord> Take(S3Exchange exchange, string after) => KeyPage<ObjectRecord>.Take(
        buckets.Get(exchange.Bucket).Objects.Snapshot(),
        record => record.Key,
        exchange.Query("prefix") ?? "",
        exchange.Query("delimiter") ?? "",
        (record, rolled) => rolled != after && KeyOrder.Instance.Compare(record.Key, after) > 0,
        exchange.PageSize("max-keys"));

    private static S3Reply Document(S3Exchange exchange, KeyPage<ObjectRecord> page, bool owners, Action<XmlWriter> markers) =>
        S3Reply.Xml(S3Xml.Document("ListBucketResult", xml =>
        {
            xml.Value("Name", exchange.Bucket);
            xml.Value("Prefix", exchange.Encoded(exchange.Query("prefix") ?? ""));
            xml.Value("Delimiter", exchange.Query("delimiter") is { Length: > 0 } delimiter ? exchange.Encoded(delimiter) : null);
            xml.Value("MaxKeys", exchange.PageSize("max-keys"));
            xml.Value("EncodingType", exchange.Query("encoding-type"));
            markers(xml);
            xml.Value("IsTruncated", page.IsTruncated);
            foreach (ObjectRecord record in page.Entries)
            {
                xml.Group("Contents", entry => Write(entry, record, exchange, owners));
            }

            foreach (string prefix in page.CommonPrefixes)
            {
                xml.Group("CommonPrefixes", entry => entry.Value("Prefix", exchange.Encoded(prefix)));
            }
        }));

    private static void Write(XmlWriter xml, ObjectRecord record, S3Exchange exchange, bool owner)
    {
        xml.Value("Key", exchange.Encoded(record.Key));
        xml.Value("LastModified", record.LastModified);
        xml.Value("ETag", $"\"{record.ETag}\"");
        xml.Value("ChecksumAlgorithm", record.Checksum?.Algorithm);
        xml.Value("ChecksumType", record.Checksum?.Type);
        xml.Value("Size", record.Size);
        xml.Value("StorageClass", record.Attributes.StorageClass);
        if (owner)
        {
            xml.Owner();
        }
    }
}
