using System.Runtime.InteropServices;

namespace S3MultipartUpload.Benchmarks.Runs;

/// <summary>A file whose bytes are the same in every run of the benchmark, and nowhere repeat: a part in the wrong place shows.</summary>
internal static class PseudoRandomFile
{
    private const int BlockSize = 1024 * 1024;

    public static async Task WriteAsync(string path, long size, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        byte[] block = new byte[BlockSize];
        for (long written = 0; written < size; written += BlockSize)
        {
            Fill(MemoryMarshal.Cast<byte, ulong>(block.AsSpan()), (ulong)written / sizeof(ulong));
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(BlockSize, size - written)), cancellationToken);
        }
    }

    /// <summary>SplitMix64, which is a function of the position alone.</summary>
    private static void Fill(Span<ulong> block, ulong position)
    {
        foreach (ref ulong word in block)
        {
            ulong mixed = ++position * 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            word = mixed ^ (mixed >> 31);
        }
    }
}
