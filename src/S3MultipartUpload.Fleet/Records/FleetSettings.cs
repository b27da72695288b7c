namespace S3MultipartUpload.Fleet;

/// <summary>
/// The settings of the objects of an upload, as far as they can be written down: keys of the customer's own, for instance, cannot.
/// </summary>
public sealed record FleetSettings
{
    /// <summary>The Content-Type. Default: null, by the ending of the key.</summary>
    public string? ContentType { get; init; }

    /// <summary>The Content-Encoding.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The Content-Disposition.</summary>
    public string? ContentDisposition { get; init; }

    /// <summary>The Cache-Control.</summary>
    public string? CacheControl { get; init; }

    /// <summary>The user metadata, without <c>x-amz-meta-</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The storage class, in S3's words: <c>STANDARD_IA</c>, for instance. Default: null, the bucket's.</summary>
    public string? StorageClass { get; init; }

    /// <summary>
    /// The id of the KMS key that the objects are encrypted with; "" for the account's own. Default: null, the bucket's rule.
    /// </summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The account that must own the bucket.</summary>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>The checksum of the parts. Default: null, that of the node's uploader.</summary>
    public PartChecksumAlgorithm? ChecksumAlgorithm { get; init; }
}
