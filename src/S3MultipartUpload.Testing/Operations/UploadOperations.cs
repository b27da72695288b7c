using System.Security.Cryptography;
using System.Xml;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>CreateMultipartUpload, AbortMultipartUpload and ListMultipartUploads.</summary>
internal sealed class UploadOperations(BucketTable buckets, TimeProvider time)
{
    public S3Reply Create(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        WriteOperations.CheckKey(exchange.Key);
        (ChecksumKind? algorithm, string? type) = DeclaredChecksum(exchange);
        var record = new UploadRecord
        {
            UploadId = RandomNumberGenerator.GetHexString(64, lowercase: true),
            Key = exchange.Key,
            Initiated = time.GetUtcNow(),
            Attributes = ObjectDescriber.Describe(exchange, bucket),
            ChecksumAlgorithm = algorithm?.Name,
            ChecksumType = type,
        };
        lock (bucket.Gate)
        {
            bucket.CheckExists();
            bucket.Uploads.Create(record);
        }

        var reply = S3Reply.Xml(S3Xml.Document("InitiateMultipartUploadResult", xml =>
        {
            xml.Value("Bucket", exchange.Bucket);
            xml.Value("Key", record.Key);
            xml.Value("UploadId", record.UploadId);
        }));
        return reply.With("x-amz-checksum-algorithm", record.ChecksumAlgorithm).With("x-amz-checksum-type", record.ChecksumType)
            .With(record.Attributes.EncryptionHeaders);
    }

    public S3Reply Abort(S3Exchange exchange)
    {
        UploadTable uploads = buckets.Get(exchange.Bucket).Uploads;
        uploads.Remove(uploads.FindOpen(exchange.Key, exchange.UploadId) ?? throw S3Errors.NoSuchUpload(exchange.UploadId));
        return new S3Reply(204);
    }

    public S3Reply List(S3Exchange exchange)
    {
        IEnumerable<UploadRecord> uploads = buckets.Get(exchange.Bucket).Uploads.Open().Select(upload => upload.Record);
        var query = new KeyQuery(exchange, exchange.PageSize("max-uploads"));
        string keyMarker = exchange.Query("key-marker") ?? "";
        string idMarker = exchange.Query("upload-id-marker") ?? "";
        var page = KeyPage<UploadRecord>.Take(
            uploads, upload => upload.Key, query, (upload, rolled) => IsAfter(upload, rolled, keyMarker, idMarker));
        return S3Reply.Xml(S3Xml.Document("ListMultipartUploadsResult", xml =>
        {
            xml.Value("Bucket", exchange.Bucket);
            xml.Value("KeyMarker", exchange.Encoded(keyMarker));
            xml.Value("UploadIdMarker", idMarker);
            if (page.IsTruncated)
            {
                xml.Value("NextKeyMarker", exchange.Encoded(page.Last));
                xml.Value(
                    "NextUploadIdMarker", page.Entries.Count > 0 && page.Entries[^1].Key == page.Last ? page.Entries[^1].UploadId : "");
            }

            query.Write(xml);
            xml.Value("MaxUploads", query.Size);
            xml.Value("IsTruncated", page.IsTruncated);
            Write(xml, page, exchange);
        }));
    }

    private static void Write(XmlWriter xml, KeyPage<UploadRecord> page, S3Exchange exchange)
    {
        foreach (UploadRecord upload in page.Entries)
        {
            xml.Group("Upload", entry =>
            {
                entry.Value("Key", exchange.Encoded(upload.Key));
                entry.Value("UploadId", upload.UploadId);
                entry.Owner("Initiator");
                entry.Owner();
                entry.Value("StorageClass", upload.Attributes.StorageClass);
                entry.Value("Initiated", upload.Initiated);
                entry.Value("ChecksumAlgorithm", upload.ChecksumAlgorithm);
                entry.Value("ChecksumType", upload.ChecksumType);
            });
        }

        page.WriteCommonPrefixes(xml, exchange);
    }

    /// <summary>An upload id marker counts only together with the key it belongs to.</summary>
    private static bool IsAfter(UploadRecord upload, string? rolled, string keyMarker, string idMarker)
    {
        int order = KeyOrder.Instance.Compare(upload.Key, keyMarker);
        return (order > 0 && rolled != keyMarker)
            || (order == 0 && rolled is null && idMarker.Length > 0 && string.CompareOrdinal(upload.UploadId, idMarker) > 0);
    }

    private static (ChecksumKind? Algorithm, string? Type) DeclaredChecksum(S3Exchange exchange)
    {
        string? name = exchange.Header("x-amz-checksum-algorithm");
        string? type = exchange.Header("x-amz-checksum-type");
        if (name is null)
        {
            return type is null
                ? (null, null)
                : throw S3Errors.InvalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm " +
                    "header.");
        }

        ChecksumKind algorithm = ChecksumKind.Find(name) ?? throw S3Errors.UnknownChecksumAlgorithm();
        string chosen = type?.ToUpperInvariant() ?? algorithm.DefaultType;
        bool possible = chosen switch
        {
            ChecksumKind.Composite => algorithm.CanBeComposite,
            ChecksumKind.FullObject => algorithm.Combination is not null,
            _ => throw S3Errors.InvalidRequest("Value for x-amz-checksum-type header is invalid."),
        };
        return possible
            ? (algorithm, chosen)
            : throw S3Errors.InvalidRequest(
                $"The {chosen} checksum type cannot be used with the {name.ToLowerInvariant()} checksum algorithm.");
    }
}
