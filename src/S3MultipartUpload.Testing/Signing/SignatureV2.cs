using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>
/// A signature of version 2, in the Authorization header or in a presigned URL's query (user guide, "Signing and authenticating REST
/// requests (AWS Signature Version 2)").
/// </summary>
internal sealed class SignatureV2
{
    private const string Key = "AWSAccessKeyId";
    private const string Scheme = "AWS ";

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

    private SignatureV2(S3Exchange exchange, string accessKey, string signature) =>
        (_exchange, AccessKey, Signature) = (exchange, accessKey, signature);

    public string AccessKey { get; }

    public string Signature { get; }

    /// <summary>When a presigned URL expires, in seconds of Unix time; null for a signature in the header.</summary>
    public string? Expires { get; private init; }

    /// <summary>When the request was signed, as its header says; null for a presigned URL.</summary>
    public string? Date { get; private init; }

    /// <summary>What is signed.</summary>
    public string Text => TextOf(_exchange.Target.EscapedPath);

    /// <summary>Reads the signature, or null where the request has none of this version, or two.</summary>
    /// <exception cref="S3ErrorException">AccessDenied or InvalidArgument: it is not whole.</exception>
    public static SignatureV2? Read(S3Exchange exchange) => (exchange.Header("Authorization"), exchange.Query(Key)) switch
    {
        (null, { } accessKey) => FromQuery(exchange, accessKey),
        ({ } header, null) when header.StartsWith(Scheme, StringComparison.Ordinal) => FromHeader(exchange, header),
        _ => null,
    };

    /// <summary>Whether the secret has made it, and all that it covers is what was signed.</summary>
    public bool IsBy(string secret)
    {
        // boto3 signs the path of a bucket with a slash at its end, and sends it without.
        string path = _exchange.Target.EscapedPath;
        return IsPlain() && (IsOf(secret, path) || (_exchange.Target.Level == TargetLevel.Bucket && IsOf(secret, $"{path}/")));
    }

    /// <summary>Whether a text is signed with a secret.</summary>
    public static bool Verifies(string secret, string text, string signature)
    {
#pragma warning disable CA5350 // Signature Version 2 is made with SHA-1.
        byte[] right = HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Convert.ToBase64String(right)), Encoding.UTF8.GetBytes(signature));
    }

    private bool IsOf(string secret, string path) => Verifies(secret, TextOf(path), Signature);

    private string TextOf(string path) => string.Join(
        '\n',
        [
            _exchange.Http.Request.Method, _exchange.Header("Content-MD5"), _exchange.Header("Content-Type"),
            Expires ?? (_exchange.Header("x-amz-date") is null ? Date : ""), .. Headers(), ResourceOf(path),
        ]);

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

    private string ResourceOf(string path)
    {
        string bucket = _exchange.Target.IsVirtualHosted ? $"/{_exchange.Target.Bucket}" : "";
        IEnumerable<string> signed = _exchange.Target.Query
            .Where(pair => SubResources.Contains(pair.Key) || pair.Key.StartsWith("response-", StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value.Length == 0 ? pair.Key : $"{pair.Key}={pair.Value}");
        string query = string.Join('&', signed);
        return $"{bucket}{path}{(query.Length == 0 ? "" : "?")}{query}";
    }

    private static SignatureV2 FromHeader(S3Exchange exchange, string header)
    {
        if (header[Scheme.Length..].Split(':') is not [{ Length: > 0 } accessKey, var signature])
        {
            throw S3Errors.InvalidArgument(
                "AWS authorization header is invalid. Expected AwsAccessKeyId:signature", "Authorization", header);
        }

        return new SignatureV2(exchange, accessKey, signature)
        {
            Date = exchange.Header("x-amz-date") ?? exchange.Header("Date")
                ?? throw S3Errors.AccessDenied("AWS authentication requires a valid Date or x-amz-date header"),
        };
    }

    private static SignatureV2 FromQuery(S3Exchange exchange, string accessKey)
    {
        if (exchange.Query("Signature") is not { } signature || exchange.Query("Expires") is not { } expires)
        {
            throw S3Errors.AccessDenied(Incomplete);
        }

        return long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new SignatureV2(exchange, accessKey, signature) { Expires = expires }
            : throw S3Errors.AccessDenied($"Invalid date (should be seconds since epoch): {expires}");
    }
}
