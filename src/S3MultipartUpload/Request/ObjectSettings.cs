using System.Diagnostics.CodeAnalysis;
using Amazon.S3;
using S3MultipartUpload.Request;

namespace S3MultipartUpload;

/// <summary>
/// Where an object goes, and how it is described: what <see cref="UploadRequest"/> and <see cref="UploadTarget"/> have in common.
/// </summary>
public abstract class ObjectSettings
{
    private protected ObjectSettings()
    {
    }

    /// <summary>The same settings.</summary>
    [SetsRequiredMembers]
    private protected ObjectSettings(ObjectSettings other)
    {
        BucketName = other.BucketName;
        Key = other.Key;
        ContentType = other.ContentType;
        ContentEncoding = other.ContentEncoding;
        ContentDisposition = other.ContentDisposition;
        ContentLanguage = other.ContentLanguage;
        CacheControl = other.CacheControl;
        Expires = other.Expires;
        Metadata = other.Metadata;
        Tags = other.Tags;
        StorageClass = other.StorageClass;
        Encryption = other.Encryption;
        CannedAcl = other.CannedAcl;
        ExpectedBucketOwner = other.ExpectedBucketOwner;
        RequestPayer = other.RequestPayer;
        ObjectLockMode = other.ObjectLockMode;
        ObjectLockRetainUntil = other.ObjectLockRetainUntil;
        ObjectLockLegalHold = other.ObjectLockLegalHold;
        ChecksumAlgorithm = other.ChecksumAlgorithm;
        IfNoneMatch = other.IfNoneMatch;
        IfMatch = other.IfMatch;
        FullObjectChecksum = other.FullObjectChecksum;
        HasUploadToken = other.HasUploadToken;
    }

    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>The key of the object: 1 to 1,024 bytes of UTF-8.</summary>
    /// <remarks>
    /// A leading slash is refused: the AWS SDK drops it, so that the object would be stored under another key. Every other key
    /// arrives as it is. Source: Amazon S3 User Guide, "Naming Amazon S3 objects".
    /// </remarks>
    public required string Key { get; init; }

    /// <summary>The media type of the object, its Content-Type.</summary>
    /// <value>
    /// Default: null, which chooses by the extension of the file, or else of the key; application/octet-stream where that tells nothing.
    /// </value>
    public string? ContentType { get; init; }

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
    public ServerSideEncryption? Encryption { get; init; }

    /// <summary>The canned ACL of the object.</summary>
    /// <value>Default: null; the bucket's own setting.</value>
    public S3CannedACL? CannedAcl { get; init; }

    /// <summary>The account that must own the bucket; the store refuses the upload where another one does.</summary>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>Who pays for the requests, where the bucket's owner does not (requester pays).</summary>
    /// <value>Default: null, the bucket's owner.</value>
    /// <remarks>Source: Amazon S3 User Guide, "Using Requester Pays buckets".</remarks>
    public RequestPayer? RequestPayer { get; init; }

    /// <summary>How the object is protected until <see cref="ObjectLockRetainUntil"/>, which has to be set too.</summary>
    /// <value>Default: null; the bucket's own setting.</value>
    /// <remarks>Source: Amazon S3 User Guide, "Locking objects with Object Lock".</remarks>
    public ObjectLockMode? ObjectLockMode { get; init; }

    /// <summary>Until when the object can be neither overwritten nor deleted; <see cref="ObjectLockMode"/> has to be set too.</summary>
    /// <value>Default: null; the bucket's own setting.</value>
    public DateTimeOffset? ObjectLockRetainUntil { get; init; }

    /// <summary>Whether the object is under a legal hold: it is protected until the hold is taken away.</summary>
    /// <value>Default: null; it is not.</value>
    public ObjectLockLegalHoldStatus? ObjectLockLegalHold { get; init; }

    /// <summary>The checksum that goes with every part.</summary>
    /// <value>Default: null, <see cref="S3MultipartUploadOptions.ChecksumAlgorithm"/>.</value>
    public PartChecksumAlgorithm? ChecksumAlgorithm { get; init; }

    /// <summary>
    /// Whether the object is stored only if there is none under the key (If-None-Match: *). The store decides when it puts the object
    /// in its place; a <see cref="PreconditionFailedException"/> tells that it did not.
    /// </summary>
    /// <value>Default: false. A store must be known to heed it; see <see cref="ProviderProfile.ConditionalWrites"/>.</value>
    /// <remarks>Source: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes".</remarks>
    public bool IfNoneMatch { get; init; }

    /// <summary>The ETag of the object that must be under the key, to be replaced (If-Match), as the store gave it.</summary>
    /// <value>Default: null. A store must be known to heed it; see <see cref="ProviderProfile.ConditionalWrites"/>.</value>
    /// <remarks>Source: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes".</remarks>
    public string? IfMatch { get; init; }

    /// <summary>
    /// The checksum of the whole object as the caller knows it, in base64: of <see cref="ChecksumAlgorithm"/>, which has to be a CRC,
    /// for only those of parts can be put together. An object whose bytes have another one is not stored; that is an
    /// <see cref="IntegrityException"/>.
    /// </summary>
    /// <value>Default: null; nothing is compared.</value>
    public string? FullObjectChecksum { get; init; }

    /// <summary>
    /// Whether the object gets the metadata <c>x-amz-meta-upload-token</c>, a random value by which the library knows it again.
    /// Without it no object is known to be this upload's. So when the answer to the last request is lost, or is empty as that of Ceph
    /// RGW is, the upload ends as <see cref="FailedUploadState.Unknown"/> unless nothing is under the key; and a resumed upload does
    /// not find out that the run before it has stored the object.
    /// </summary>
    /// <value>Default: true.</value>
    public bool HasUploadToken { get; init; } = true;

    /// <summary>
    /// Looks at the settings as every upload does before its first request, without sending one. What depends on the store, such as
    /// whether it heeds <see cref="IfNoneMatch"/>, is left to the upload.
    /// </summary>
    /// <exception cref="UploadRefusedException">All that is wrong, at once.</exception>
    public void Validate() => UploadTargetValidator.Validate(this);

    /// <summary>The media type that the object gets.</summary>
    internal string ContentTypeInForce => ContentTypes.AsSent(ContentType)
        ?? ContentTypes.OfName(SourceName)
        ?? ContentTypes.OfName(Key)
        ?? ContentTypes.Unknown;

    /// <summary>The name that the bytes had before, if they had one.</summary>
    private protected virtual string? SourceName => null;
}
