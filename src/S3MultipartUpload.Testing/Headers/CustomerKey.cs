using System.Security.Cryptography;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>
/// Encryption with customer-provided keys (SSE-C) as far as a client sees it: the key belongs to every request about the bytes,
/// over HTTPS only. The endpoint keeps the key's MD5 and encrypts nothing.
/// </summary>
internal static class CustomerKey
{
    private const string Prefix = "x-amz-server-side-encryption-customer-";
    private const string SourcePrefix = "x-amz-copy-source-server-side-encryption-customer-";

    private const string KeyMissing = "The object was stored using a form of Server Side Encryption. The correct parameters must be " +
        "provided to retrieve the object.";

    /// <summary>Checks that a request which names a key names a proper one.</summary>
    public static void CheckHeaders(S3Exchange exchange) => CheckHeaders(exchange, Prefix);

    /// <summary>Checks that a request brings the key its object was stored with.</summary>
    public static void CheckSame(S3Exchange exchange, ObjectAttributes settings, string message = KeyMissing) =>
        CheckSame(exchange, settings, message, Prefix);

    /// <summary>Checks the key of a request that needs none: where it brings one, it is the same.</summary>
    public static void CheckIfGiven(S3Exchange exchange, ObjectAttributes settings)
    {
        if (((string[])["algorithm", "key", "key-md5"]).Any(name => exchange.Header(Prefix + name) is not null))
        {
            CheckSame(exchange, settings);
        }
    }

    /// <summary>Checks that a copy brings the key its source was stored with.</summary>
    public static void CheckSource(S3Exchange exchange, ObjectAttributes settings) =>
        CheckSame(exchange, settings, KeyMissing, SourcePrefix);

    private static void CheckHeaders(S3Exchange exchange, string prefix)
    {
        string? algorithm = exchange.Header(prefix + "algorithm");
        string? key = exchange.Header(prefix + "key");
        string? md5 = exchange.Header(prefix + "key-md5");
        if (algorithm is null && key is null && md5 is null)
        {
            return;
        }

        if (!exchange.Http.Request.IsHttps)
        {
            throw S3Errors.InvalidRequest("Requests specifying Server Side Encryption with Customer provided keys must be made " +
                "over a secure connection.");
        }

        byte[] bytes = new byte[32];
        if (algorithm != "AES256" || !Convert.TryFromBase64String(key ?? "", bytes, out int length) || length != bytes.Length)
        {
            throw S3Errors.InvalidArgument("The secret key was invalid for the specified algorithm.", prefix + "key", "");
        }

        using var digest = new CryptographicDigest(HashAlgorithmName.MD5);
        digest.Append(bytes);
        if (md5 != Convert.ToBase64String(digest.Finish()))
        {
            throw S3Errors.InvalidArgument("The calculated MD5 hash of the key did not match the hash that was " +
                "provided.", prefix + "key-MD5", md5);
        }
    }

    private static void CheckSame(S3Exchange exchange, ObjectAttributes settings, string message, string prefix)
    {
        CheckHeaders(exchange, prefix);
        if (exchange.Header(prefix + "key-md5") != settings.Headers.GetValueOrDefault(Prefix + "key-md5"))
        {
            throw S3Errors.InvalidRequest(message);
        }
    }
}
