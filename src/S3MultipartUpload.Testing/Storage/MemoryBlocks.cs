namespace S3MultipartUpload.Testing.Storage;

/// <summary>Hands out blocks of memory. A slab none of whose blocks is in use goes back to the system, but for one.</summary>
internal sealed class MemoryBlocks
{
    private readonly object _gate = new();

    /// <summary>The slabs that are not full, the oldest first: the others may become empty.</summary>
    private readonly List<MemorySlab> _slabs = [];

    public MemoryBlock Take()
    {
        lock (_gate)
        {
            if (_slabs.Count == 0)
            {
                _slabs.Add(new MemorySlab());
            }

            MemorySlab slab = _slabs[0];
            MemoryBlock block = slab.Take();
            if (slab.IsFull)
            {
                _slabs.RemoveAt(0);
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
                _slabs.Add(slab);
            }

            slab.Return(block);
            if (slab.IsUnused && _slabs.Count > 1)
            {
                _slabs.Remove(slab);
                slab.Free();
            }
        }
    }
}
