namespace S3MultipartUpload.Planning;

/// <summary>How a source is cut into parts. Made by <see cref="UploadPlanner"/>, which has checked the rules.</summary>
internal sealed class UploadPlan
{
    private readonly Func<int, long> _sizeOfPart;
    private readonly IReadOnlyList<PartRange>? _ranges;

    public UploadPlan(long? length, Func<int, long> sizeOfPart, long singlePutThreshold, int maxParts)
    {
        _sizeOfPart = sizeOfPart;
        Length = length;
        SinglePutThreshold = singlePutThreshold;
        PartSize = sizeOfPart(1);
        MaxParts = maxParts;
        PartCount = length is not { } known ? null
            : known <= singlePutThreshold ? 1
            : checked((int)((Math.Max(0, known - 1) / PartSize) + 1));
    }

    /// <param name="ranges">The parts, which tile the source.</param>
    /// <param name="partSize">What they were cut by.</param>
    /// <param name="singlePutThreshold">Up to here one request stores the object.</param>
    /// <param name="maxParts">The most parts.</param>
    public UploadPlan(IReadOnlyList<PartRange> ranges, long partSize, long singlePutThreshold, int maxParts)
    {
        _ranges = ranges;
        _sizeOfPart = _ => partSize;
        Length = ranges[^1].Offset + ranges[^1].Length;
        SinglePutThreshold = singlePutThreshold;
        PartSize = partSize;
        MaxParts = maxParts;
        PartCount = ranges.Count;
    }

    /// <summary>The length of the source; null when it shows only at its end.</summary>
    public long? Length { get; }

    /// <summary>The size of every part but the last; of the first part where sizes grow.</summary>
    public long PartSize { get; }

    /// <summary>A source that turns out to have at most this many bytes goes up by one PutObject.</summary>
    public long SinglePutThreshold { get; }

    public int MaxParts { get; }

    /// <summary>The number of parts; null while the length is unknown.</summary>
    public int? PartCount { get; }

    /// <summary>
    /// The parts in order. With a known length they tile the source exactly, an empty source being one empty part;
    /// without one they go on for as many parts as the store allows.
    /// </summary>
    public IEnumerable<PartRange> Ranges
    {
        get
        {
            foreach (PartRange range in _ranges ?? [])
            {
                yield return range;
            }

            if (_ranges is not null)
            {
                yield break;
            }

            long offset = 0;
            for (int number = 1; number <= (PartCount ?? MaxParts); number++)
            {
                long remaining = (Length ?? long.MaxValue) - offset;
                long size = PartCount == 1 ? remaining : Math.Min(_sizeOfPart(number), remaining);
                yield return new PartRange(number, offset, size);
                offset += size;
            }
        }
    }

    /// <summary>The same parts, for an upload that is open already: no single PutObject, however small the source.</summary>
    public UploadPlan InParts() => _ranges is not null
        ? new(_ranges, PartSize, singlePutThreshold: -1, MaxParts)
        : new(Length, _sizeOfPart, singlePutThreshold: -1, MaxParts);

    /// <summary>What would follow a part: the next one, or the byte that must not be there.</summary>
    public PartRange After(PartRange range)
    {
        long offset = range.Offset + range.Length;
        long size = range.PartNumber < MaxParts ? _sizeOfPart(range.PartNumber + 1) : 1;
        return new PartRange(range.PartNumber + 1, offset, Math.Max(1, Math.Min(size, (Length ?? long.MaxValue) - offset)));
    }
}
