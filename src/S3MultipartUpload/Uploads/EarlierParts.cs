using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Planning;

namespace S3MultipartUpload.Uploads;

/// <summary>What an earlier run has stored, matched with what the store lists and with the plan of this run.</summary>
internal sealed class EarlierParts
{
    private readonly Dictionary<int, EarlierPart> _toCompare = [];
    private readonly List<UploadedPart> _kept = [];

    private bool _isWhole;
    private int _unmatched;

    private EarlierParts()
    {
    }

    public static EarlierParts None { get; } = new();

    /// <summary>
    /// No part that must match has yet to be compared. Until then the source may turn out to be another one, and what it has stored
    /// must not take the place of what the earlier run has written down.
    /// </summary>
    public bool IsMatched => Volatile.Read(ref _unmatched) == 0;

    /// <summary>Parts that are the source's for certain. They need not even be read.</summary>
    public IReadOnlyList<UploadedPart> Kept => _kept;

    /// <summary>All parts of an object that is stored: a source that has other ones is another source.</summary>
    /// <param name="parts">What the earlier run has written down.</param>
    /// <param name="isTrusted">The source is known to be the same, and need not be read.</param>
    public static EarlierParts Complete(IEnumerable<UploadedPart> parts, bool isTrusted)
    {
        var earlier = new EarlierParts { _isWhole = true };
        foreach (UploadedPart part in parts)
        {
            earlier.Add(part, isConfirmed: true, isTrusted);
        }

        return earlier;
    }

    /// <param name="checkpoint">What the earlier run has written down.</param>
    /// <param name="listed">The parts that the store has now.</param>
    /// <param name="plan">The plan of this run.</param>
    /// <param name="isTrusted">The source is known to be the same, and need not be read.</param>
    public static EarlierParts Match(
        UploadCheckpoint checkpoint, IReadOnlyDictionary<int, StoredPart> listed, UploadPlan plan, bool isTrusted)
    {
        var earlier = new EarlierParts();
        var confirmed = checkpoint.Parts.ToDictionary(part => part.PartNumber);
        int last = listed.Keys.DefaultIfEmpty(0).Max();
        foreach (PartRange planned in plan.Ranges.TakeWhile(range => range.PartNumber <= last))
        {
            if (!listed.TryGetValue(planned.PartNumber, out StoredPart? stored)
                || stored.Size > planned.Length
                || (plan.Length is not null && stored.Size != planned.Length))
            {
                continue;
            }

            bool isConfirmed = confirmed.TryGetValue(planned.PartNumber, out UploadedPart? known)
                && known.Offset == planned.Offset && stored.IsSameAs(known);
            UploadedPart part = isConfirmed && known is not null
                ? known
                : stored.At(planned.Offset);
            earlier.Add(part, isConfirmed, isTrusted);
        }

        return earlier;
    }

    /// <summary>
    /// Parts of objects that were copied. As the objects are the same, so are the parts that the earlier run has confirmed, and nothing is
    /// read; others are copied again.
    /// </summary>
    /// <param name="checkpoint">What the earlier run has written down.</param>
    /// <param name="listed">The parts that the store has now.</param>
    /// <param name="plan">The plan of this run.</param>
    public static EarlierParts Copied(
        UploadCheckpoint checkpoint, IReadOnlyDictionary<int, StoredPart> listed, UploadPlan plan)
    {
        var earlier = new EarlierParts();
        var planned = plan.Ranges.ToDictionary(range => range.PartNumber);
        earlier._kept.AddRange(checkpoint.Parts.Where(part =>
            planned.TryGetValue(part.PartNumber, out PartRange range)
            && (range.Offset, range.Length) == (part.Offset, part.Size)
            && listed.GetValueOrDefault(part.PartNumber)?.IsSameAs(part) == true));
        return earlier;
    }

    /// <summary>All parts of an object that is stored, and was copied from the same objects.</summary>
    public static EarlierParts CopiedComplete(IEnumerable<UploadedPart> parts)
    {
        var earlier = new EarlierParts { _isWhole = true };
        earlier._kept.AddRange(parts);
        return earlier;
    }

    /// <summary>What the range is to be compared with; null where it is to be sent.</summary>
    /// <exception cref="SourceChangedException">The part has another length than the earlier run had read, or was not there.</exception>
    public EarlierPart? Find(PartRange range) => !_toCompare.TryGetValue(range.PartNumber, out EarlierPart? part)
        ? _isWhole ? throw EarlierPart.Changed(range.PartNumber) : null
        : part.Part.Size == range.Length && part.Part.Offset == range.Offset ? part
        : part.MustMatch ? throw EarlierPart.Changed(range.PartNumber)
        : null;

    /// <summary>The source has the bytes of a part that was to be compared.</summary>
    public void OnMatched(EarlierPart part)
    {
        if (part.MustMatch)
        {
            Interlocked.Decrement(ref _unmatched);
        }
    }

    /// <exception cref="SourceChangedException">The source has ended before the object that is stored.</exception>
    public void ThrowIfNotAll(int partsFound)
    {
        int parts = _kept.Count + _toCompare.Count;
        if (partsFound < parts)
        {
            throw EarlierPart.Changed(parts);
        }
    }

    private void Add(UploadedPart part, bool isConfirmed, bool isTrusted)
    {
        if (isConfirmed && isTrusted && part.Checksum is not null)
        {
            _kept.Add(part);
        }
        else if (new EarlierPart(part, MustMatch: isConfirmed) is { CanBeCompared: true } comparable)
        {
            _toCompare.Add(part.PartNumber, comparable);
            _unmatched += isConfirmed ? 1 : 0;
        }
    }
}
