using System.Xml.Linq;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>PutBucketVersioning, GetBucketVersioning and ListObjectVersions.</summary>
internal sealed class VersionOperations(BucketTable buckets)
{
    public async ValueTask<S3Reply> PutAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        XElement root =
            XmlBody.Parse(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false), "VersioningConfiguration");
        string? status = root.Text("Status");
        if (root.Text("MfaDelete") == "Enabled")
        {
            throw S3Errors.NotImplemented("MfaDelete");
        }

        if (status is not (BucketRecord.Enabled or "Suspended"))
        {
            throw S3Errors.MalformedXml();
        }

        bucket.Update(record => record.ObjectLock && status != BucketRecord.Enabled
            ? throw new S3ErrorException(
                409,
                "InvalidBucketState",
                "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.")
            : record with { Versioning = status });
        return new S3Reply(200);
    }

    public S3Reply Get(S3Exchange exchange)
    {
        string? status = buckets.Get(exchange.Bucket).Record.Versioning;
        return S3Reply.Xml(S3Xml.Document("VersioningConfiguration", xml => xml.Value("Status", status)));
    }

    public S3Reply List(S3Exchange exchange)
    {
        IReadOnlyList<ObjectRecord> all = buckets.Get(exchange.Bucket).Objects.SnapshotVersions();
        var latest = all.GroupBy(record => record.Key).Select(versions => versions.First().RecordId).ToHashSet();
        string keyMarker = exchange.Query("key-marker") ?? "";
        var rest = all.ToList();
        if (exchange.Query("version-id-marker") is { Length: > 0 } versionMarker)
        {
            // A version that is there no more, such as one deleted since the last page, leaves its key to be told again, and no other.
            int marker = rest.FindIndex(record => record.Key == keyMarker && record.VersionId == versionMarker);
            rest.RemoveRange(0, marker >= 0 ? marker + 1 : rest.Count(record => KeyOrder.Instance.Compare(record.Key, keyMarker) < 0));
        }
        else if (keyMarker.Length > 0)
        {
            rest.RemoveAll(record => KeyOrder.Instance.Compare(record.Key, keyMarker) <= 0);
        }

        bool restores = ListedRestore.IsWanted(exchange);
        var query = new KeyQuery(exchange, exchange.PageSize("max-keys"));
        var page = KeyPage<ObjectRecord>.Take(
            rest, record => record.Key, query, (_, rolled) => rolled is null || rolled != keyMarker);
        return S3Reply.Xml(S3Xml.Document("ListVersionsResult", xml =>
        {
            xml.Value("Name", exchange.Bucket);
            query.Write(xml);
            xml.Value("KeyMarker", exchange.Encoded(keyMarker));
            xml.Value("VersionIdMarker", exchange.Query("version-id-marker") ?? "");
            if (page.IsTruncated)
            {
                xml.Value("NextKeyMarker", exchange.Encoded(page.Last));
                xml.Value(
                    "NextVersionIdMarker", page.Entries.Count > 0 && page.Entries[^1].Key == page.Last ? page.Entries[^1].VersionId : "");
            }

            xml.Value("MaxKeys", query.Size);
            xml.Value("IsTruncated", page.IsTruncated);
            foreach (ObjectRecord record in page.Entries)
            {
                xml.Group(record.IsDeleteMarker ? "DeleteMarker" : "Version", entry =>
                {
                    entry.Value("Key", exchange.Encoded(record.Key));
                    entry.Value("VersionId", record.VersionId);
                    entry.Value("IsLatest", latest.Contains(record.RecordId));
                    entry.Value("LastModified", record.LastModified);
                    if (!record.IsDeleteMarker)
                    {
                        entry.Value("ETag", $"\"{record.ETag}\"");
                        entry.Value("ChecksumAlgorithm", record.Checksum?.Algorithm);
                        entry.Value("ChecksumType", record.Checksum?.Type);
                        entry.Value("Size", record.Size);
                        entry.Value("StorageClass", record.Attributes.StorageClass);
                    }

                    entry.Owner();
                    if (restores)
                    {
                        ListedRestore.Write(entry, record, exchange.Time.GetUtcNow());
                    }
                });
            }

            page.WriteCommonPrefixes(xml, exchange);
        }));
    }
}
