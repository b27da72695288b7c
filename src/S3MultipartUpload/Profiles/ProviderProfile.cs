namespace S3MultipartUpload;

/// <summary>
/// What a store can do and what it asks for, where stores that speak S3 differ. It is data: take one and change it by <c>with</c> for
/// a store that is not among them.
/// </summary>
/// <remarks>Sources: the providers' own documentation of their S3 interface.</remarks>
public sealed partial record ProviderProfile
{
    /// <summary>The name of the store, such as CephRgw.</summary>
    public required string Name { get; init; }

    /// <summary>The limits of the store.</summary>
    /// <value>Default: <see cref="ServiceLimits.AmazonS3"/>.</value>
    public ServiceLimits Limits { get; init; } = ServiceLimits.AmazonS3;

    /// <summary>
    /// Whether all parts but the last must have the same size. Then the parts of a source of unknown length do not grow, whatever the
    /// part sizer says (<see cref="PartSizer.Growing"/>).
    /// </summary>
    /// <value>Default: false.</value>
    public bool EqualParts { get; init; }

    /// <summary>
    /// The algorithms that may be named when a multipart upload is opened; whether the store keeps to them, its answer tells. Where it
    /// does not, and with any other algorithm, parts carry no x-amz-checksum-*, but a Content-MD5.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<PartChecksumAlgorithm> ChecksumAlgorithms { get; init; } = [];

    /// <summary>
    /// Those of <see cref="ChecksumAlgorithms"/> of which the store keeps the checksum of the whole object (FULL_OBJECT); of the others
    /// it keeps one over the parts' checksums (COMPOSITE).
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<PartChecksumAlgorithm> FullObjectAlgorithms { get; init; } = [];

    /// <summary>
    /// Whether the store is known to check x-amz-checksum-* and to repeat it in its answers. Then PutObject carries one, too, instead
    /// of a Content-MD5; and an answer without it fails that attempt.
    /// </summary>
    /// <value>Default: false.</value>
    public bool ConfirmsChecksums { get; init; }

    /// <summary>Whether a part's ETag is the MD5 of its bytes. Then an ETag that differs fails the attempt.</summary>
    /// <value>Default: false: it may be something else, above all where objects are encrypted.</value>
    public bool PartETagIsMD5 { get; init; }

    /// <summary>
    /// Whether a request may leave its payload out of its signature (UNSIGNED-PAYLOAD), which saves a SHA-256 of it. It is done where the
    /// payload has a checksum: over https always, over http where <see cref="S3MultipartUploadOptions.UnsignedPayloadOverHttp"/> says so.
    /// </summary>
    /// <value>Default: true.</value>
    public bool UnsignedPayload { get; init; } = true;

    /// <summary>Whether the store heeds If-None-Match and If-Match on PutObject and CompleteMultipartUpload.</summary>
    /// <value>
    /// Default: false: then a request with <see cref="ObjectSettings.IfNoneMatch"/> or <see cref="ObjectSettings.IfMatch"/> is
    /// refused, for a store that does not know these headers would overwrite the object.
    /// </value>
    public bool ConditionalWrites { get; init; }

    /// <summary>
    /// Whether the store makes parts of objects that it has (UploadPartCopy). Where it does not, their bytes are fetched and sent.
    /// </summary>
    /// <value>Default: true.</value>
    public bool CopiesParts { get; init; } = true;

    /// <summary>
    /// Characters of keys from which the store does not copy as it should; the bytes of such objects are fetched and sent.
    /// </summary>
    /// <value>Default: none.</value>
    public string UncopyableCharacters { get; init; } = "";

    /// <summary>Whether the store heeds x-amz-copy-source-if-match on UploadPartCopy and CopyObject.</summary>
    /// <value>
    /// Default: false: then the condition is not sent. Copies are made by part, and the sources are looked at once more before the object
    /// is completed.
    /// </value>
    public bool HeedsCopyConditions { get; init; }

    /// <summary>How many parts or uploads are asked for in one page of a listing.</summary>
    /// <value>Default: 1,000.</value>
    public int PageSize { get; init; } = 1_000;

    /// <summary>The profile of a store by its <see cref="Name"/>, in whatever case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The profile; null where there is none of this name.</returns>
    public static ProviderProfile? Find(string name) =>
        All.FirstOrDefault(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
