namespace S3MultipartUpload.Parts;

/// <summary>Says which part may have more memory, and keeps count. Knows nothing of waiting, nor of threads.</summary>
/// <remarks>
/// <para>
/// A part holds what has arrived of it and waits for more, so parts could wait for one another for ever. A part is <i>open</i> until all
/// of it has arrived; then it is sent, needs nothing more, and gives everything back. An open part is given memory in one of two ways:
/// </para>
/// <list type="number">
/// <item>It <i>fits</i>: beside what all open parts hold, and the unused reserve, there is room for all that is missing of it.</item>
/// <item>From the <i>reserve</i>, a sixteenth of the budget: a few KiB for its beginning. Where a part is so large that it does not
/// fit beside the whole reserve, the reserve is smaller as long as that part is open.</item>
/// </list>
/// <para>
/// Why nobody waits for ever while the sources go on delivering. Take the open parts in the order in which they last got memory because
/// they fitted. When the newest got it, all that was missing of it had room; since then others have got memory from the reserve alone,
/// which was counted as taken already. So it still fits, and comes to its end. Once it is gone, the same holds for the one before it:
/// the open parts hold no more than when that one got its memory. At last there are beginnings alone, which the reserve holds, and beside
/// them and the reserve each part has room.
/// </para>
/// <para>
/// A source that stalls keeps what has arrived of it. Whatever those do that fit, they leave the reserve to others, so small parts find
/// room; its second half is for first blocks alone, since parts that wait to fit keep their beginnings.
/// </para>
/// </remarks>
internal sealed class MemoryBudget(long capacity)
{
    private readonly HashSet<MemoryClaim> _open = [];
    private readonly long _reserve = capacity / 16;
    private long _heldByOpen;
    private long _beginnings;
    private long? _sharedReserve;
    private long _opened;

    public long Capacity => capacity;

    /// <summary>What all parts hold, those that are being sent included.</summary>
    public long Held { get; private set; }

    /// <summary>A part begins.</summary>
    /// <param name="size">The most that it may come to hold.</param>
    public MemoryClaim Open(long size)
    {
        var part = new MemoryClaim(size, age: _opened++);
        _open.Add(part);
        _sharedReserve = null;
        return part;
    }

    public void Give(MemoryClaim part, int bytes)
    {
        long beginning = part.Beginning;
        part.Held += bytes;
        Held += bytes;
        _heldByOpen += bytes;
        _beginnings += part.Beginning - beginning;
    }

    /// <summary>All has arrived of the part.</summary>
    public void Seal(MemoryClaim part)
    {
        if (_open.Remove(part))
        {
            _heldByOpen -= part.Held;
            _beginnings -= part.Beginning;
            _sharedReserve = null;
        }
    }

    /// <summary>The part needs its memory no more.</summary>
    public void Release(MemoryClaim part)
    {
        Seal(part);
        Held -= part.Held;
        part.Held = 0;
    }

    /// <summary>Whether there are so many bytes; if not, parts that are being sent hold them.</summary>
    public bool HasRoom(int bytes) => Held + bytes <= capacity;

    /// <summary>Whether all that is missing of an open part has room, beside the other open parts and the reserve.</summary>
    public bool Fits(MemoryClaim part) =>
        _heldByOpen + part.Missing + Math.Max(0, ReserveBeside(part) - _beginnings) <= capacity;

    /// <summary>Whether the reserve has so many bytes for an open part.</summary>
    public bool FitsReserve(MemoryClaim part, int bytes)
    {
        long reserve = _sharedReserve ??= _open.Min(ReserveBeside);
        return part.Held + bytes <= MemoryClaim.BeginningSize && _beginnings + bytes <= (part.Held == 0 ? reserve : reserve / 2);
    }

    private long ReserveBeside(MemoryClaim part) => Math.Min(_reserve, capacity - part.Size);
}
