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
        var query = new KeyQuery(exchange, exchange.PageSize("max-keys"));
        KeyPage<ObjectRecord> page = Take(exchange, query, token is null ? startAfter ?? "" : PageToken.Read(token));
        return Document(exchange, query, page, owners: exchange.Query("fetch-owner") == "true", xml =>
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
        var query = new KeyQuery(exchange, exchange.PageSize("max-keys"));
        KeyPage<ObjectRecord> page = Take(exchange, query, marker);
        return Document(exchange, query, page, owners: true, xml =>
        {
            xml.Value("Marker", exchange.Encoded(marker));

            // Without a delimiter, the last key is the marker.
            bool named = page.IsTruncated && query.Delimiter.Length > 0;
            xml.Value("NextMarker", named ? exchange.Encoded(page.Last) : null);
        });
    }

    private KeyPage<ObjectRecord> Take(S3Exchange exchange, KeyQuery query, string after) => KeyPage<ObjectRecord>.Take(
        buckets.Get(exchange.Bucket).Objects.Snapshot(),
        record => record.Key,
        query,
        (record, rolled) => rolled != after && KeyOrder.Instance.Compare(record.Key, after) > 0);

    private static S3Reply Document(
        S3Exchange exchange, KeyQuery query, KeyPage<ObjectRecord> page, bool owners, Action<XmlWriter> markers)
    {
        bool restores = ListedRestore.IsWanted(exchange);
        return S3Reply.Xml(S3Xml.Document("ListBucketResult", xml =>
        {
            xml.Value("Name", exchange.Bucket);
            query.Write(xml);
            xml.Value("MaxKeys", query.Size);
            markers(xml);
            xml.Value("IsTruncated", page.IsTruncated);
            foreach (ObjectRecord record in page.Entries)
            {
                xml.Group("Contents", entry =>
                {
                    Write(entry, record, exchange, owners);
                    if (restores)
                    {
                        ListedRestore.Write(entry, record, exchange.Time.GetUtcNow());
                    }
                });
            }

            page.WriteCommonPrefixes(xml, exchange);
        }));
    }

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
