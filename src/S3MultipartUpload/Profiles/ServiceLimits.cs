namespace S3MultipartUpload;

/// <summary>The limits a store sets on multipart uploads; the defaults are Amazon S3's.</summary>
/// <remarks>Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits".</remarks>
public sealed record ServiceLimits
{
    internal const long MiB = 1024 * 1024;
    internal const long GiB = 1024 * MiB;
    internal const long TiB = 1024 * GiB;

    private readonly long _maxObjectSize = long.MaxValue;

    /// <summary>The limits of Amazon S3.</summary>
    public static ServiceLimits AmazonS3 { get; } = new();

    /// <summary>The most parts one upload may have; parts are numbered from 1.</summary>
    /// <value>Default: 10,000.</value>
    public int MaxParts { get; init; } = 10_000;

    /// <summary>The least size, in bytes, of every part but the last.</summary>
    /// <value>Default: 5 MiB.</value>
    public long MinPartSize { get; init; } = 5 * MiB;

    /// <summary>The largest size, in bytes, of any part.</summary>
    /// <value>Default: 5 GiB.</value>
    public long MaxPartSize { get; init; } = 5 * GiB;

    /// <summary>The largest object, in bytes, that one PutObject request may carry.</summary>
    /// <value>Default: 5 GiB.</value>
    public long MaxSinglePutSize { get; init; } = 5 * GiB;

    /// <summary>The largest object, in bytes, that may be stored.</summary>
    /// <value>Default, and at most: <see cref="MaxParts"/> × <see cref="MaxPartSize"/>, 48.8 TiB for Amazon S3.</value>
    public long MaxObjectSize
    {
        get => Math.Min(_maxObjectSize, MaxParts * MaxPartSize);
        init => _maxObjectSize = value;
    }
}
