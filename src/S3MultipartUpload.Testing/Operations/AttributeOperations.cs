using System.Globalization;
using System.Xml;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>GetObjectAttributes.</summary>
internal sealed class AttributeOperations(BucketTable buckets)
{
    public S3Reply Get(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        ObjectRecord record =
            (bucket.Objects.Find(exchange.Key, exchange.Query("versionId")) ?? throw S3Errors.NoSuchKey(exchange.Key)).Record;
        string[] wanted = (exchange.Header("x-amz-object-attributes") ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0)
        {
            throw S3Errors.InvalidArgument("x-amz-object-attributes must name at least one attribute", "x-amz-object-attributes", null);
        }

        return S3Reply.Xml(S3Xml.Document("GetObjectAttributesResponse", xml =>
        {
            foreach (string name in wanted)
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

    private static void WriteParts(XmlWriter xml, ObjectRecord record, S3Exchange exchange)
    {
        int marker = Number(exchange, "x-amz-part-number-marker", 0);
        int size = Math.Min(Number(exchange, "x-amz-max-parts", S3Limits.MaximumPage), S3Limits.MaximumPage);

        // The object's parts are numbered anew, without the gaps the upload may have had.
        var page = record.Parts.Select((part, index) => part with { Number = index + 1 }).Skip(marker).Take(size).ToList();
        xml.Value("PartsCount", record.Parts.Count);
        xml.Value("PartNumberMarker", marker);
        xml.Value("NextPartNumberMarker", marker + page.Count);
        xml.Value("MaxParts", size);
        xml.Value("IsTruncated", marker + page.Count < record.Parts.Count);

        // S3 lists the parts only where they carry additional checksums.
        foreach (PartRecord? part in page.Where(part => part.Checksums.Count > 0))
        {
            xml.Group("Part", entry =>
            {
                entry.Value("PartNumber", part.Number);
                entry.Value("Size", part.Size);
                foreach ((string? algorithm, string? value) in part.Checksums)
                {
                    entry.Value("Checksum" + algorithm, value);
                }
            });
        }
    }

    private static int Number(S3Exchange exchange, string header, int otherwise) =>
        exchange.Header(header) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw S3Errors.InvalidArgument($"Argument {header} must be an integer", header, text);
}
