using S3MultipartUpload.Sources;

namespace S3MultipartUpload.Planning;

/// <summary>
/// Cuts segments into parts, so that as few bytes as possible have to be fetched; pure. A part within one segment can be copied. What is
/// too small to be a part of its own is joined with what follows, and such a part has to be fetched.
/// </summary>
/// <param name="segments">The segments.</param>
/// <param name="partSize">The size of parts; one that is copied may be larger by less than the least size.</param>
/// <param name="limits">The store's limits.</param>
internal sealed class SegmentCutter(IReadOnlyList<SourceSegment> segments, long partSize, ServiceLimits limits)
{
    private readonly List<PartRange> _parts = [];
    private long _offset;
    private long _joined;

    /// <summary>The parts, which tile the segments exactly; one more than the store allows where there are too many.</summary>
    public static IReadOnlyList<PartRange> Cut(IReadOnlyList<SourceSegment> segments, long partSize, ServiceLimits limits) =>
        new SegmentCutter([.. segments.Where(segment => segment.Length > 0)], partSize, limits).Cut();

    /// <summary>All parts but the last have one size, wherever the segments end.</summary>
    public static IReadOnlyList<PartRange> CutEqually(long length, long partSize, ServiceLimits limits) =>
        Cut([new SourceSegment(length, IsCopyable: true, IsObject: false)], partSize, limits);

    private List<PartRange> Cut()
    {
        for (int index = 0; index < segments.Count && _parts.Count <= limits.MaxParts; index++)
        {
            Take(segments[index], isLast: index == segments.Count - 1);
        }

        Flush();
        if (_parts.Count == 0)
        {
            Add(0);
        }

        return _parts;
    }

    private void Take(SourceSegment segment, bool isLast)
    {
        long rest = segment.Length;
        bool isLarge = segment.IsCopyable && rest >= limits.MinPartSize;
        if (isLarge && _joined > 0)
        {
            rest -= Complete(rest, isLast);
        }

        if (segment.IsCopyable && _joined == 0 && (isLast || rest >= limits.MinPartSize))
        {
            Split(rest, isLast);
            return;
        }

        while (rest > 0 && _parts.Count <= limits.MaxParts)
        {
            long taken = Math.Min(rest, partSize - _joined);
            Join(taken);
            rest -= taken;
        }
    }

    /// <summary>Makes a part of what was joined before a large segment, with as many bytes of that as it takes.</summary>
    /// <returns>How many were taken.</returns>
    private long Complete(long available, bool isLast)
    {
        long taken = Math.Max(0, limits.MinPartSize - _joined);
        bool isRestSmall = !isLast && available - taken < limits.MinPartSize;
        if (isRestSmall && available <= partSize - _joined)
        {
            taken = available;
        }

        _joined += taken;
        Flush();
        return taken;
    }

    /// <summary>Parts within one segment. What is left of it at the end is not too small, unless nothing follows.</summary>
    private void Split(long length, bool isLast)
    {
        while (length > 0 && _parts.Count <= limits.MaxParts)
        {
            long size = Math.Min(length, partSize);
            long rest = length - size;
            if (!isLast && rest > 0 && rest < limits.MinPartSize)
            {
                // Half of it is enough for a part where the whole is too much for one.
                size = length <= limits.MaxPartSize ? length : length / 2;
            }

            Add(size);
            length -= size;
        }
    }

    private void Join(long length)
    {
        _joined += length;
        if (_joined == partSize)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_joined > 0)
        {
            Add(_joined);
            _joined = 0;
        }
    }

    private void Add(long length)
    {
        _parts.Add(new PartRange(_parts.Count + 1, _offset, length));
        _offset += length;
    }
}
