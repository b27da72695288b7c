using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>
/// The signature of a presigned URL of version 2 (user guide, "Signing and authenticating REST requests (AWS Signature Version 2)", query
/// string request authentication alternative).
/// </summary>
internal sealed class PresignedV2
{
    private const string Key = "AWSAccessKeyId";

    private const string Incomplete =
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters";

    /// <summary>
    /// What of the query names the resource, and so is signed; what replaces headers of the answer is signed, too. boto3 does not sign some
    /// that it does not know, such as retention: its URLs for these are refused.
    /// </summary>
    internal static readonly HashSet<string> SubResources = new(StringComparer.Ordinal)
    {
        "accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption", "inventory", "legal-hold", "lifecycle",
        "location", "logging", "metrics", "notification", "object-lock", "ownershipControls", "partNumber", "policy", "policyStatus",
        "publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select", "select-type", "tagging", "torrent",
        "uploadId", "uploads", "versionId", "versioning", "versions", "website",
    };

    private readonly S3Exchange _exchange;
    private readonly string _expires;

    private PresignedV2(S3Exchange exchange, string accessKey, string signature, string expires) =>
        (_exchange, AccessKey, Signature, _expires) = (exchange, accessKey, signature, expires);

    public string AccessKey { get; }

    public string Signature { get; }

    /// <summary>What is signed.</summary>
    public string Text => string.Join(
        '\n',
        [
            _exchange.Http.Request.Method, _exchange.Header("Content-MD5"), _exchange.Header("Content-Type"), _expires,
            .. Headers(), Resource(),
        ]);

    /// <summary>Reads the signature, or null where the request has none in its query, or one in its headers.</summary>
    /// <exception cref="S3ErrorException">AccessDenied: it is not whole.</exception>
    public static PresignedV2? Read(S3Exchange exchange)
    {
        if (exchange.Query(Key) is not { } accessKey || exchange.Header("Authorization") is not null)
        {
            return null;
        }

        if (exchange.Query("Signature") is not { } signature || exchange.Query("Expires") is not { } expires)
        {
            throw S3Errors.AccessDenied(Incomplete);
        }

        return long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new PresignedV2(exchange, accessKey, signature, expires)
            : throw S3Errors.AccessDenied($"Invalid date (should be seconds since epoch): {expires}");
    }

    public bool HasExpired(DateTimeOffset now) => now.ToUnixTimeSeconds() > long.Parse(_expires, CultureInfo.InvariantCulture);

    /// <summary>Whether the secret has made it, and all that it covers is what was signed.</summary>
    public bool IsBy(string secret)
    {
        if (!IsPlain())
        {
            return false;
        }

#pragma warning disable CA5350 // Signature Version 2 is made with SHA-1.
        byte[] right = HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Convert.ToBase64String(right)), Encoding.UTF8.GetBytes(Signature));
    }

    /// <summary>
    /// A name or value from the query with a line's end in it would read like another header. A header that the query repeats is signed
    /// once; what it says there must not be something else.
    /// </summary>
    private bool IsPlain() =>
        _exchange.HeaderNames.All(name => HeaderText.IsName(name) && HeaderText.IsValue(_exchange.Header(name) ?? ""))
        && _exchange.Target.Query.Where(pair => IsHeader(pair.Key)).All(pair => pair.Value == _exchange.Header(pair.Key));

    private static bool IsHeader(string name) =>
        name is "content-md5" or "content-type" || name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> Headers() => _exchange.HeaderNames
        .Select(name => name.ToLowerInvariant())
        .Where(name => name.StartsWith("x-amz-", StringComparison.Ordinal))
        .Distinct()
        .Order(StringComparer.Ordinal)
        .Select(name => $"{name}:{_exchange.Header(name)}");

    private string Resource()
    {
        string bucket = _exchange.Target.IsVirtualHosted ? $"/{_exchange.Target.Bucket}" : "";
        IEnumerable<string> signed = _exchange.Target.Query
            .Where(pair => SubResources.Contains(pair.Key) || pair.Key.StartsWith("response-", StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value.Length == 0 ? pair.Key : $"{pair.Key}={pair.Value}");
        string query = string.Join('&', signed);
        return $"{bucket}{_exchange.Target.EscapedPath}{(query.Length == 0 ? "" : "?")}{query}";
    }
}
