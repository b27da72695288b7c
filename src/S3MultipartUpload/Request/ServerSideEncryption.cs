using System.Security.Cryptography;
using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Server-side encryption of an object.</summary>
/// <remarks>Source: Amazon S3 User Guide, "Protecting data with server-side encryption".</remarks>
public sealed class ServerSideEncryption
{
    private ServerSideEncryption()
    {
    }

    /// <summary>With keys that Amazon S3 manages (SSE-S3, AES256).</summary>
    public static ServerSideEncryption S3Managed { get; } = new() { Method = ServerSideEncryptionMethod.AES256 };

    internal ServerSideEncryptionMethod? Method { get; private init; }

    internal string? KmsKeyId { get; private init; }

    internal string? KmsContext { get; private init; }

    internal bool? BucketKeyEnabled { get; private init; }

    /// <summary>The base64 of the customer's key. It leaves this object only for the requests that need it.</summary>
    internal string? CustomerKey { get; private init; }

    internal string? CustomerKeyMD5 { get; private init; }

    /// <summary>The headers that ask for it, as for a form that a page sends; their names in small letters.</summary>
    /// <exception cref="InvalidOperationException">It has a customer's key, which is to leave the process in no form.</exception>
    public IReadOnlyDictionary<string, string> ToHeaders()
    {
        if (CustomerKey is not null)
        {
            throw new InvalidOperationException("A customer's key does not leave the process but in the requests of the upload itself.");
        }

        (string Name, string? Value)[] headers =
        [
            ("x-amz-server-side-encryption", Method?.Value),
            ("x-amz-server-side-encryption-aws-kms-key-id", KmsKeyId),
            ("x-amz-server-side-encryption-context", KmsContext),
            ("x-amz-server-side-encryption-bucket-key-enabled", BucketKeyEnabled is { } enabled ? (enabled ? "true" : "false") : null),
        ];
        return headers.Where(header => header.Value is not null).ToDictionary(header => header.Name, header => header.Value!);
    }

    /// <summary>Whether it is with a customer's key (SSE-C).</summary>
    public bool HasCustomerKey => CustomerKey is not null;

    /// <summary>With a key in AWS Key Management Service (SSE-KMS).</summary>
    /// <param name="keyId">The key's id, ARN or alias. Default: null, the account's key for S3.</param>
    /// <param name="encryptionContext">The encryption context, as base64 of its JSON.</param>
    /// <param name="bucketKeyEnabled">Whether an S3 bucket key is used. Default: null, the bucket's own setting.</param>
    public static ServerSideEncryption Kms(string? keyId = null, string? encryptionContext = null, bool? bucketKeyEnabled = null) => new()
    {
        Method = ServerSideEncryptionMethod.AWSKMS,
        KmsKeyId = keyId,
        KmsContext = encryptionContext,
        BucketKeyEnabled = bucketKeyEnabled,
    };

    /// <summary>With two layers of keys in AWS Key Management Service (DSSE-KMS).</summary>
    /// <param name="keyId">The key's id, ARN or alias. Default: null, the account's key for S3.</param>
    /// <param name="encryptionContext">The encryption context, as base64 of its JSON.</param>
    public static ServerSideEncryption DualLayerKms(string? keyId = null, string? encryptionContext = null) => new()
    {
        Method = ServerSideEncryptionMethod.AWSKMSDSSE,
        KmsKeyId = keyId,
        KmsContext = encryptionContext,
    };

    /// <summary>With a key that the store uses and forgets (SSE-C); the same key is needed to read the object.</summary>
    /// <param name="key">The 256-bit key.</param>
    /// <exception cref="ArgumentException">The key does not have 32 bytes.</exception>
    public static ServerSideEncryption CustomerProvided(ReadOnlySpan<byte> key)
    {
        if (key.Length != 32)
        {
            throw new ArgumentException($"A customer-provided key has 32 bytes (AES-256); this one has {key.Length}.", nameof(key));
        }

#pragma warning disable CA5351 // The protocol asks for the MD5 of the key, as a check on its transmission.
        return new() { CustomerKey = Convert.ToBase64String(key), CustomerKeyMD5 = Convert.ToBase64String(MD5.HashData(key)) };
#pragma warning restore CA5351
    }
}
