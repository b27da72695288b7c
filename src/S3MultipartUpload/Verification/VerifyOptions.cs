using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>How closely a stored object is compared with its manifest.</summary>
public sealed record VerifyOptions
{
    /// <summary>
    /// Whether the object is read back, part by part, and the checksum of every part and of the whole is computed anew. If not, what
    /// the store says of the object is compared.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Deep { get; init; }

    /// <summary>The encryption of the object; needed where the customer's own key (SSE-C) encrypted it.</summary>
    public ServerSideEncryption? Encryption { get; init; }

    /// <summary>The account that must own the bucket.</summary>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>Who pays for the requests, where the bucket's owner does not (requester pays).</summary>
    /// <value>Default: null, the bucket's owner.</value>
    public RequestPayer? RequestPayer { get; init; }
}
