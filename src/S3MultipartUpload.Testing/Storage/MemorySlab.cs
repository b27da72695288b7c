using System.Buffers;
using System.Runtime.InteropServices;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>
/// Blocks of memory outside the collected heap, in a piece so large that the system has it back the moment it is freed: C libraries ask the
/// system itself for what is above 32 MiB. Not safe for use from more than one thread.
/// </summary>
internal sealed unsafe class MemorySlab : MemoryManager<byte>
{
    public const int BlockSize = 128 << 10;
    private const int Blocks = 512;
    private const int Size = Blocks * BlockSize;

    private readonly Stack<int> _unused = new(Enumerable.Range(0, Blocks).Reverse());
    private readonly byte* _start = (byte*)NativeMemory.Alloc(Size);

    public MemorySlab()
    {
        GC.AddMemoryPressure(Size);
    }

    /// <summary>For an endpoint that was stopped with all that it held.</summary>
    ~MemorySlab()
    {
        Dispose(disposing: false);
    }

    public bool IsFull => _unused.Count == 0;

    public bool IsUnused => _unused.Count == Blocks;

    public MemoryBlock Take()
    {
        int index = _unused.Pop();
        return new MemoryBlock(Memory.Slice(index * BlockSize, BlockSize), this, index);
    }

    public void Return(MemoryBlock block) => _unused.Push(block.Index);

    /// <summary>Gives it back; none of its blocks is in use.</summary>
    public void Free() => ((IDisposable)this).Dispose();

    public override Span<byte> GetSpan() => new(_start, Size);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex, pinnable: this);

    public override void Unpin()
    {
        // It never moves.
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_start);
        GC.RemoveMemoryPressure(Size);
    }
}
