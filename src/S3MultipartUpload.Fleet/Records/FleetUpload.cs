namespace S3MultipartUpload.Fleet;

/// <summary>What the objects of one submission have in common.</summary>
public sealed record FleetUpload
{
    /// <summary>
    /// The caller's own name of the upload: whoever submits the same id again gets what was submitted first, and nothing is done twice.
    /// 1 to 100 characters, none of them a control character.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>What is higher begins first, where several uploads wait.</summary>
    /// <value>Default: 5.</value>
    public int Priority { get; init; } = 5;

    /// <summary>
    /// The group whose limit holds for this upload, see <see cref="FleetOptions.PartLimits"/>. A group without a limit is none.
    /// </summary>
    /// <value>
    /// Default: null, the group of the bucket's name: a limit of that group is one of all requests to the bucket that send parts.
    /// </value>
    public string? LimitGroup { get; init; }

    internal string Group => LimitGroup ?? BucketName;

    /// <summary>
    /// The size of parts in bytes, for objects of several.
    /// </summary>
    /// <value>
    /// Default: null, which leaves it to the node's uploader (<see cref="S3MultipartUploadOptions.PartSizer"/>): 16 MiB, or more where the
    /// object would have too many parts.
    /// </value>
    public long? PartSize { get; init; }

    /// <summary>How the objects are stored.</summary>
    public FleetSettings Settings { get; init; } = new();
}
