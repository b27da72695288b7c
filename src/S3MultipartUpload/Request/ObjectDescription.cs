using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Where an object goes, and how it is described.</summary>
public class ObjectDescription
{
    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>The key of the object: 1 to 1,024 bytes of UTF-8.</summary>
    /// <remarks>
    /// A leading slash is refused: the AWS SDK drops it, so that the object would be stored under another key. Every other key
    /// arrives as it is. Source: Amazon S3 User Guide, "Naming Amazon S3 objects".
    /// </remarks>
    public required string Key { get; init; }

    /// <summary>The media type of the object, its Content-Type.</summary>
    /// <value>Default: application/octet-stream.</value>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>The Content-Encoding of the object.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The Content-Disposition of the object.</summary>
    public string? ContentDisposition { get; init; }

    /// <summary>The Content-Language of the object.</summary>
    public string? ContentLanguage { get; init; }

    /// <summary>The Cache-Control of the object.</summary>
    public string? CacheControl { get; init; }

    /// <summary>The Expires header of the object: until when a cache may keep it.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The user metadata of the object; names without the x-amz-meta- prefix. At most 2 KB, names and values together.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The tags of the object; at most 10.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The storage class of the object.</summary>
    /// <value>Default: null; the store chooses, usually STANDARD.</value>
    public S3StorageClass? StorageClass { get; init; }

    /// <summary>How the store encrypts the object.</summary>
    /// <value>Default: null; the bucket's own setting.</value>
    public ObjectEncryption? Encryption { get; init; }

    /// <summary>The canned ACL of the object.</summary>
    /// <value>Default: null; the bucket's own setting.</value>
    public S3CannedACL? CannedAcl { get; init; }

    /// <summary>The account that must own the bucket; the store refuses the upload where another one does.</summary>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>The checksum that goes with every part.</summary>
    /// <value>Default: null, <see cref="S3MultipartUploadOptions.ChecksumAlgorithm"/>.</value>
    public PartChecksumAlgorithm? ChecksumAlgorithm { get; init; }

    /// <summary>
    /// Whether the object is stored only if there is none under the key (If-None-Match: *). The store decides when it puts the object
    /// in its place; a <see cref="ConditionFailedException"/> tells that it did not.
    /// </summary>
    /// <value>Default: false. A store must be known to heed it; see <see cref="ProviderProfile.ConditionalWrites"/>.</value>
    /// <remarks>Source: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes".</remarks>
    public bool IfNoneMatch { get; init; }

    /// <summary>The ETag of the object that must be under the key, to be replaced (If-Match), as the store gave it.</summary>
    /// <value>Default: null. A store must be known to heed it; see <see cref="ProviderProfile.ConditionalWrites"/>.</value>
    /// <remarks>Source: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes".</remarks>
    public string? IfMatch { get; init; }
}
