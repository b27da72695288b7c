using System.Text;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>Collects from a write request what S3 keeps with the object.</summary>
internal static class AttributeReader
{
    private const string MetadataPrefix = "x-amz-meta-";

    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "cache-control", "content-disposition", "content-language", "expires", "x-amz-website-redirect-location",
        "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-bucket-key-enabled", "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-server-side-encryption-customer-key-md5",
    };

    private static readonly HashSet<string> StorageClasses = new(StringComparer.Ordinal)
    {
        "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR",
    };

    public static ObjectAttributes Read(S3Exchange exchange)
    {
        CustomerKey.CheckHeaders(exchange);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = exchange.Header("Content-Type") ?? "binary/octet-stream",
        };
        foreach (string lower in exchange.HeaderNames.Select(name => name.ToLowerInvariant()))
        {
            if ((Kept.Contains(lower) || lower.StartsWith(MetadataPrefix, StringComparison.Ordinal)) && exchange.Header(lower) is { } value)
            {
                headers[lower] = value;
            }
        }

        AddContentEncoding(exchange, headers);
        AddStorageClass(exchange, headers);
        CheckMetadata(headers);
        return new ObjectAttributes { Headers = headers, Tags = TagSet.Parse(exchange.Header("x-amz-tagging")) };
    }

    /// <summary>aws-chunked describes the request, not the object.</summary>
    private static void AddContentEncoding(S3Exchange exchange, Dictionary<string, string> headers)
    {
        var encodings =
            (exchange.Header("Content-Encoding") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(encoding => !encoding.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)).ToList();
        if (encodings.Count > 0)
        {
            headers["content-encoding"] = string.Join(",", encodings);
        }
    }

    private static void AddStorageClass(S3Exchange exchange, Dictionary<string, string> headers)
    {
        string storageClass = exchange.Header("x-amz-storage-class") ?? "STANDARD";
        if (!StorageClasses.Contains(storageClass))
        {
            throw new S3ErrorException(400, "InvalidStorageClass", "The storage class you specified is not valid");
        }

        // S3 does not mention the default class in its replies.
        if (storageClass != "STANDARD")
        {
            headers["x-amz-storage-class"] = storageClass;
        }
    }

    private static void CheckMetadata(Dictionary<string, string> headers)
    {
        int size = headers.Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            .Sum(header => header.Key.Length - MetadataPrefix.Length + Encoding.UTF8.GetByteCount(header.Value));
        if (size > S3Limits.MaximumMetadataBytes)
        {
            throw S3Errors.MetadataTooLarge(size);
        }
    }
}
