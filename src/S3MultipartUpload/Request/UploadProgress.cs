using S3MultipartUpload.Request;

namespace S3MultipartUpload;

/// <summary>How far an upload is.</summary>
public readonly record struct UploadProgress
{
    /// <summary>
    /// The bytes that are stored or on their way; never less than <see cref="BytesStored"/>, nor more than there are. It falls back by
    /// what was sent of a part when that part has to be sent again.
    /// </summary>
    public required long BytesTransferred { get; init; }

    /// <summary>The bytes of the parts whose storage the store has confirmed; never falls.</summary>
    public required long BytesStored { get; init; }

    /// <summary>The length of the source; null while it is unknown.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>The number of parts whose storage the store has confirmed.</summary>
    public required int PartsStored { get; init; }

    /// <summary>The number of parts; null while it is unknown.</summary>
    public int? TotalParts { get; init; }

    /// <summary>Whether the object is there: the store has put its parts together.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>The bytes sent per second, mostly of the last five seconds; null in the first second.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>The bytes that an earlier run had stored; they are among <see cref="BytesStored"/>, and no part of the rate.</summary>
    public long BytesResumed { get; init; }

    /// <summary>
    /// The share of the source that is stored or on its way, from 0 to 1; null while the length is unknown. 1 only when the object is
    /// there: until then it is 0.99 at most.
    /// </summary>
    public double? Fraction => ProgressShare.Of(IsCompleted, BytesTransferred, TotalBytes);

    /// <summary>
    /// The time that the rest takes at the present rate; null while the length or the rate is unknown, or nothing moves. Completing the
    /// object at the store comes on top.
    /// </summary>
    public TimeSpan? TimeLeft => ProgressShare.TimeLeft(BytesTransferred, TotalBytes, BytesPerSecond);
}
