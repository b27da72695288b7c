using S3MultipartUpload.Request;

namespace S3MultipartUpload;

/// <summary>How far many uploads are, all together.</summary>
public readonly record struct UploadManyProgress
{
    /// <summary>The number of objects that are stored; never falls.</summary>
    public required long ObjectsStored { get; init; }

    /// <summary>The number of objects whose upload failed or was cancelled; never falls.</summary>
    public long ObjectsFailed { get; init; }

    /// <summary>The number of all objects; null as long as more may come.</summary>
    public long? TotalObjects { get; init; }

    /// <summary>The bytes of the objects that are stored; never falls.</summary>
    public required long BytesStored { get; init; }

    /// <summary>
    /// The bytes that are stored or on their way, and those of objects that failed: what is left to do is the rest. Never falls.
    /// </summary>
    public required long BytesTransferred { get; init; }

    /// <summary>The bytes of all objects; null as long as more may come, or the length of one is not known.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Whether all are stored.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>The bytes sent per second, mostly of the last five seconds; null in the first second.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>
    /// The share of all bytes that is transferred, from 0 to 1; null while it is unknown how many there are. 1 only when all objects are
    /// stored: until then it is 0.99 at most.
    /// </summary>
    public double? Fraction => ProgressShare.Of(IsCompleted, BytesTransferred, TotalBytes);

    /// <summary>The time that the rest takes at the present rate; null while that or the length is unknown, or nothing moves.</summary>
    public TimeSpan? TimeLeft => ProgressShare.TimeLeft(BytesTransferred, TotalBytes, BytesPerSecond);
}
