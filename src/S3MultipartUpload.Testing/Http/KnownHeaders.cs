using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Http;

/// <summary>
/// The x-amz- headers that the endpoint understands. One that it does not understand may ask for anything, so it is refused; metadata and
/// checksums have names without end and rules of their own.
/// </summary>
internal static class KnownHeaders
{
    private const string Prefix = "x-amz-";

    private static readonly string[] Families = ["copy-source-server-side-encryption-customer-", "meta-", "server-side-encryption"];

    internal static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        // Of the request itself.
        "api-version", "content-sha256", "date", "decoded-content-length", "sdk-checksum-algorithm", "security-token", "te", "trailer",
        "user-agent",
        "expected-bucket-owner", "source-expected-bucket-owner", "request-payer",

        // Of a presigned URL's signature, which the query carries.
        "algorithm", "credential", "expires", "signature", "signedheaders",

        // Of objects.
        "checksum-algorithm", "checksum-mode", "checksum-type",
        "acl", "storage-class", "tagging", "tagging-directive", "metadata-directive", "website-redirect-location",
        "copy-source", "copy-source-range", "copy-source-if-match", "copy-source-if-modified-since", "copy-source-if-none-match",
        "copy-source-if-unmodified-since", "if-match-last-modified-time", "if-match-size",
        "object-lock-mode", "object-lock-retain-until-date", "object-lock-legal-hold", "bypass-governance-retention",
        "mp-object-size", "object-attributes", "max-parts", "part-number-marker", "optional-object-attributes",

        // Of buckets.
        "bucket-object-lock-enabled", "object-ownership", "skip-destination-validation",
        "transition-default-minimum-object-size",
    };

    public static void Check(S3Exchange exchange)
    {
        string? unknown = exchange.HeaderNames.FirstOrDefault(name => !IsKnown(name));
        if (unknown is not null)
        {
            throw S3Errors.NotImplemented(unknown);
        }
    }

    private static bool IsKnown(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        string rest = name[Prefix.Length..];
        return Names.Contains(rest) || ChecksumKind.All.Any(kind => kind.Header.Equals(name, StringComparison.OrdinalIgnoreCase))
            || Array.Exists(Families, family => rest.StartsWith(family, StringComparison.OrdinalIgnoreCase));
    }
}
