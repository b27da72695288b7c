using System.Globalization;
using System.Xml;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>GetObjectAttributes.</summary>
internal sealed class AttributeOperations(BucketTable buckets)
{
    private const string Header = "x-amz-object-attributes";
    private static readonly string[] Known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    public S3Reply Get(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        ObjectRecord record = AddressedVersion.Find(exchange, bucket).Record;
        CustomerKey.CheckSame(exchange, record.Attributes);
        string[] wanted = (exchange.Header(Header) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0)
        {
            throw S3Errors.InvalidRequest(
                $"The {Header} header specifying the attributes to be retrieved is either missing or empty");
        }

        if (Array.Find(wanted, name => !Known.Contains(name)) is { } unknown)
        {
            throw S3Errors.InvalidArgument("Invalid attribute name specified.", Header, unknown);
        }

        return S3Reply.Xml(S3Xml.Document("GetObjectAttributesResponse", xml =>
        {
            foreach (string name in Known.Intersect(wanted))
            {
                Write(xml, name, record, exchange);
            }
        }))
            .With("Last-Modified", record.LastModified.ToString("R", CultureInfo.InvariantCulture))
            .With("x-amz-version-id", bucket.VersionIdOf(record));
    }

    private static void Write(XmlWriter xml, string name, ObjectRecord record, S3Exchange exchange)
    {
        switch (name)
        {
            case "ETag":
                xml.Value("ETag", record.ETag);
                break;
            case "ObjectSize":
                xml.Value("ObjectSize", record.Size);
                break;
            case "StorageClass":
                xml.Value("StorageClass", record.Attributes.StorageClass);
                break;
            case "Checksum" when record.Checksum is { } checksum:
                xml.Group("Checksum", group =>
                {
                    // Here, unlike elsewhere, S3 leaves the number of parts away.
                    group.Value("Checksum" + checksum.Algorithm, checksum.Value.Split('-')[0]);
                    group.Value("ChecksumType", checksum.Type);
                });
                break;
            case "ObjectParts" when record.Parts.Count > 0:
                xml.Group("ObjectParts", group => WriteParts(group, record, exchange));
                break;
        }
    }

    /// <summary>S3 lists the parts only where they carry checksums of their own: where the object's is composed of theirs.</summary>
    private static void WriteParts(XmlWriter xml, ObjectRecord record, S3Exchange exchange)
    {
        int marker = Number(exchange, "x-amz-part-number-marker", 0);
        int size = Math.Min(Number(exchange, "x-amz-max-parts", S3Limits.MaximumPage), S3Limits.MaximumPage);
        xml.Value("PartsCount", record.Parts.Count);
        if (record.Checksum is not { Type: ChecksumKind.Composite, Algorithm: var algorithm })
        {
            return;
        }

        // The object's parts are numbered anew, without the gaps the upload may have had.
        var page = record.Parts.Select((part, index) => part with { Number = index + 1 }).Skip(marker).Take(size).ToList();
        xml.Value("PartNumberMarker", marker);
        xml.Value("NextPartNumberMarker", marker + page.Count);
        xml.Value("MaxParts", size);
        xml.Value("IsTruncated", marker + page.Count < record.Parts.Count);
        foreach (PartRecord part in page)
        {
            xml.Group("Part", entry =>
            {
                entry.Value("PartNumber", part.Number);
                entry.Value("Size", part.Size);
                entry.Value("Checksum" + algorithm, part.Checksums.GetValueOrDefault(algorithm));
            });
        }
    }

    private static int Number(S3Exchange exchange, string header, int otherwise) =>
        exchange.Header(header) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw S3Errors.InvalidArgument($"Argument {header} must be an integer", header, text);
}
