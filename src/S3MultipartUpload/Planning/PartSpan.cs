namespace S3MultipartUpload;

/// <summary>
/// Some parts of an object, one behind the other: what one machine of several stores by <see cref="IMultipartSession.UploadRangeAsync"/>.
/// The parts of the object are all of one size, but for the last.
/// </summary>
public sealed record PartSpan
{
    /// <summary>The number of the first part, from 1.</summary>
    public required int FirstPart { get; init; }

    /// <summary>The number of the last part.</summary>
    public required int LastPart { get; init; }

    /// <summary>The size, in bytes, of every part of the object but the last.</summary>
    public required long PartSize { get; init; }

    /// <summary>How many of the parts are sent at one time.</summary>
    /// <value>Default: null, as many as the uploader finds best (<see cref="S3MultipartUploadOptions.Concurrency"/>).</value>
    public int? MaxConcurrentParts { get; init; }

    /// <summary>Divides all parts of an object among several machines. An empty object is one empty part.</summary>
    /// <param name="length">The size of the object in bytes.</param>
    /// <param name="partSize">The size of its parts in bytes.</param>
    /// <param name="partsPerSpan">The most parts of each span.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is negative, a part or a span would be empty, or the parts cannot be counted.
    /// </exception>
    public static IEnumerable<PartSpan> Divide(long length, long partSize, int partsPerSpan)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partsPerSpan);
        long parts = CountOf(length, partSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, int.MaxValue - partsPerSpan, nameof(length));
        return Spans();

        IEnumerable<PartSpan> Spans()
        {
            for (int first = 1; first <= parts; first += partsPerSpan)
            {
                int last = (int)Math.Min(parts, first + partsPerSpan - 1L);
                yield return new PartSpan { FirstPart = first, LastPart = last, PartSize = partSize };
            }
        }
    }

    /// <summary>How many parts of that size an object has.</summary>
    internal static long CountOf(long length, long partSize) => (Math.Max(0, length - 1) / partSize) + 1;

    /// <summary>The parts, in an object of that length.</summary>
    internal IEnumerable<PartRange> RangesOf(long length)
    {
        for (int number = FirstPart; number <= LastPart; number++)
        {
            long offset = (number - 1) * PartSize;
            yield return new PartRange(number, offset, Math.Min(PartSize, length - offset));
        }
    }
}
