namespace S3MultipartUpload.Sources;

/// <summary>A source that lies at a store, in segments of which some can become parts without being read.</summary>
internal interface ISegmentedSource : IPartSource
{
    /// <summary>The segments, one behind the other.</summary>
    IReadOnlyList<SourceSegment> Segments { get; }
}

/// <param name="Length">Its size in bytes.</param>
/// <param name="IsCopyable">Whether the store can make parts of it.</param>
/// <param name="IsObject">Whether it is the whole of one object, which the store can copy by one request.</param>
internal readonly record struct SourceSegment(long Length, bool IsCopyable, bool IsObject);
