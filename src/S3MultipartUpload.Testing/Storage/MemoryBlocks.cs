namespace S3MultipartUpload.Testing.Storage;

/// <summary>
/// Hands out blocks of memory. A slab none of whose blocks is in use waits some seconds for the next blob, as memory that is new to the
/// process is dear; then the system has it back.
/// </summary>
internal sealed class MemoryBlocks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();

    /// <summary>The slabs in use that are not full.</summary>
    private readonly List<MemorySlab> _open = [];

    private readonly Stack<MemorySlab> _unused = new();

    /// <summary>The fewest that were unused at any time since somebody last looked.</summary>
    private int _spare;

    private ITimer? _looking;

    public MemoryBlock Take()
    {
        lock (_gate)
        {
            if (_open.Count == 0)
            {
                _open.Add(_unused.TryPop(out MemorySlab? unused) ? unused : new MemorySlab());
                _spare = Math.Min(_spare, _unused.Count);
            }

            MemorySlab slab = _open[0];
            MemoryBlock block = slab.Take();
            if (slab.IsFull)
            {
                _open.RemoveAt(0);
            }

            return block;
        }
    }

    public void Return(MemoryBlock block)
    {
        if (block.Slab is not { } slab)
        {
            return;
        }

        lock (_gate)
        {
            if (slab.IsFull)
            {
                _open.Add(slab);
            }

            slab.Return(block);
            if (slab.IsUnused)
            {
                _open.Remove(slab);
                _unused.Push(slab);
                _looking ??= TimeProvider.System.CreateTimer(_ => FreeSpare(), null, Patience, Patience);
            }
        }
    }

    /// <summary>Frees what nobody has needed since the last time.</summary>
    private void FreeSpare()
    {
        lock (_gate)
        {
            for (; _spare > 0; _spare--)
            {
                _unused.Pop().Free();
            }

            _spare = _unused.Count;
            if (_spare == 0)
            {
                _looking?.Dispose();
                _looking = null;
            }
        }
    }
}
