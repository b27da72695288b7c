using System.Buffers;
using System.Runtime.InteropServices;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>
/// Blocks of memory outside the collected heap, in a piece so large that the system has it back the moment it is freed: C libraries ask the
/// system itself for what is above 32 MiB. Not safe for use from more than one thread.
/// </summary>
internal sealed unsafe partial class MemorySlab : MemoryManager<byte>
{
    public const int BlockSize = 128 << 10;
    public const int Size = Blocks * BlockSize;
    private const int Blocks = 512;
    private const int HugePage = 2 << 20;

    /// <summary>MADV_HUGEPAGE of Linux.</summary>
    private const int HugePages = 14;

    private readonly Stack<int> _unused = new(Enumerable.Range(0, Blocks).Reverse());
    private readonly byte* _start = (byte*)NativeMemory.AlignedAlloc(Size, HugePage);

    public MemorySlab()
    {
        GC.AddMemoryPressure(Size);
        if (OperatingSystem.IsLinux())
        {
            // 512 times fewer pages to fault in; where it is not to be had, nothing is lost.
            _ = Advise(_start, Size, HugePages);
        }
    }

#pragma warning disable CA2015 // Who reads or writes a block holds it, and by it the slab, for as long.
    /// <summary>For an endpoint that was stopped with all that it held.</summary>
    ~MemorySlab()
    {
        Dispose(disposing: false);
    }
#pragma warning restore CA2015

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
        NativeMemory.AlignedFree(_start);
        GC.RemoveMemoryPressure(Size);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* start, nuint length, int advice);
}
