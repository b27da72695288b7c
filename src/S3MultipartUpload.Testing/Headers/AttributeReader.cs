using System.Text;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>Collects from a write request what S3 keeps with the object.</summary>
internal static class AttributeReader
{
    private const string MetadataPrefix = "x-amz-meta-";
    private const string StorageClass = "x-amz-storage-class";
    private const string Redirect = "x-amz-website-redirect-location";
    private const string Encryption = "x-amz-server-side-encryption";
    private const string KmsKey = Encryption + "-aws-kms-key-id";

    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "cache-control", "content-disposition", "content-language", "expires", Redirect, Encryption,
        KmsKey, "x-amz-server-side-encryption-bucket-key-enabled",
        "x-amz-server-side-encryption-customer-algorithm", "x-amz-server-side-encryption-customer-key-md5",
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
            string value = exchange.Header(lower) ?? "";
            if (Kept.Contains(lower))
            {
                headers[lower] = value;
            }
            else if (IsMetadata(lower))
            {
                headers[lower] = MetadataText.Encode(MetadataText.Decode(value));
            }
        }

        AddContentEncoding(exchange, headers);
        AddStorageClass(exchange, headers);
        CheckEncryption(headers);
        if (headers.FirstOrDefault(header => !HeaderText.IsName(header.Key) || !HeaderText.IsValue(header.Value)).Key is { } invalid)
        {
            throw HeaderText.Invalid(invalid);
        }

        CheckMetadata(headers);
        return new ObjectAttributes { Headers = headers, Tags = TagSet.Parse(exchange.Header("x-amz-tagging")) };
    }

    /// <summary>
    /// As <see cref="Read"/>, for CopyObject: what describes the content, and the tags, are the source's unless their directives say
    /// REPLACE. How it is stored is never taken over.
    /// </summary>
    public static ObjectAttributes ReadForCopy(S3Exchange exchange, ObjectAttributes source)
    {
        ObjectAttributes given = Read(exchange);
        IEnumerable<KeyValuePair<string, string>> headers = Replaces(exchange, "metadata")
            ? given.Headers
            : given.Headers.Where(header => !Describes(header.Key)).Concat(source.Headers.Where(header => Describes(header.Key)));
        return new ObjectAttributes
        {
            Headers = headers.ToDictionary(StringComparer.Ordinal),
            Tags = Replaces(exchange, "tagging") ? given.Tags : source.Tags,
        };
    }

    /// <summary>Whether a copy of an object to itself changes anything.</summary>
    public static bool ChangesByCopy(S3Exchange exchange) => Replaces(exchange, "metadata")
        || exchange.Header(StorageClass) is not null
        || exchange.Header(Redirect) is not null
        || exchange.Http.Request.Headers.Keys.Any(name => name.StartsWith(Encryption, StringComparison.OrdinalIgnoreCase));

    private static bool Replaces(S3Exchange exchange, string subject)
    {
        string name = $"x-amz-{subject}-directive";
        return exchange.Header(name) switch
        {
            null or "COPY" => false,
            "REPLACE" => true,
            var other => throw S3Errors.InvalidArgument($"Unknown {subject} directive.", name, other),
        };
    }

    private static bool Describes(string name) => IsMetadata(name) || !name.StartsWith("x-amz-", StringComparison.Ordinal);

    private static bool IsMetadata(string name) => name.StartsWith(MetadataPrefix, StringComparison.Ordinal);

    /// <summary>aws-chunked describes the request, not the object.</summary>
    private static void AddContentEncoding(S3Exchange exchange, Dictionary<string, string> headers)
    {
        var encodings =
            (exchange.Header("Content-Encoding") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(encoding => !encoding.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)).ToList();
        if (encodings.Count > 0)
        {
            headers["content-encoding"] = string.Join(", ", encodings);
        }
    }

    private static void AddStorageClass(S3Exchange exchange, Dictionary<string, string> headers)
    {
        string storageClass = exchange.Header(StorageClass) ?? "STANDARD";
        if (!StorageClasses.Contains(storageClass))
        {
            throw new S3ErrorException(400, "InvalidStorageClass", "The storage class you specified is not valid")
            {
                Details = [("StorageClassRequested", storageClass)],
            };
        }

        // S3 does not mention the default class in its replies.
        if (storageClass != "STANDARD")
        {
            headers[StorageClass] = storageClass;
        }
    }

    private static void CheckEncryption(Dictionary<string, string> headers)
    {
        string? algorithm = headers.GetValueOrDefault(Encryption);
        if (algorithm is not (null or "AES256" or "aws:kms" or "aws:kms:dsse"))
        {
            throw new S3ErrorException(
                400, "InvalidEncryptionAlgorithmError", "The encryption request you specified is not valid. The valid value is AES256.");
        }

        if (algorithm is null or "AES256" && headers.TryGetValue(KmsKey, out string? key))
        {
            throw S3Errors.InvalidArgument(
                $"Server Side Encryption with AWS KMS managed key requires HTTP header {Encryption} : aws:kms", KmsKey, key);
        }
    }

    private static void CheckMetadata(Dictionary<string, string> headers)
    {
        int size = headers.Where(header => IsMetadata(header.Key))
            .Sum(header => header.Key.Length - MetadataPrefix.Length + Encoding.UTF8.GetByteCount(MetadataText.Decode(header.Value)));
        if (size > S3Limits.MaximumMetadataBytes)
        {
            throw S3Errors.MetadataTooLarge(size);
        }
    }
}
