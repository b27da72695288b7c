using System.Buffers;

namespace S3MultipartUpload.Tests;

/// <summary>Bytes that lie in several blocks.</summary>
internal static class BlockSequence
{
    public static ReadOnlySequence<byte> Of(byte[] bytes, int blockSize)
    {
        var first = new Block(bytes.AsMemory(0, Math.Min(blockSize, bytes.Length)), previous: null);
        Block last = first;
        for (int start = blockSize; start < bytes.Length; start += blockSize)
        {
            last = new Block(bytes.AsMemory(start, Math.Min(blockSize, bytes.Length - start)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Block : ReadOnlySequenceSegment<byte>
    {
        public Block(ReadOnlyMemory<byte> memory, Block? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
