using System.Buffers;

namespace S3MultipartUpload.Parts;

/// <summary>The bytes of one part, in blocks of the pool; given back when disposed, by the one that is the last to read them.</summary>
/// <remarks>
/// A block is as large as all before it, up to 1 MiB: a part holds at most twice what has arrived of it, and its blocks are few.
/// </remarks>
internal sealed class PartBuffer(PartBufferPool pool, MemoryClaim memory) : IDisposable
{
    private const int SmallestBlock = 4 * 1024;
    private const int LargestBlock = 1024 * 1024;

    private readonly List<byte[]> _blocks = [];

    public long Length { get; private set; }

    public bool IsFull => Length == memory.Size;

    public ReadOnlySequence<byte> Bytes
    {
        get
        {
            if (_blocks.Count == 0)
            {
                return ReadOnlySequence<byte>.Empty;
            }

            var first = new BlockSegment(_blocks[0], previous: null);
            BlockSegment last = first;
            foreach (byte[] block in _blocks.Skip(1))
            {
                last = new BlockSegment(block, last);
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length).Slice(0, Length);
        }
    }

    /// <summary>Waits for another block; those before it are full.</summary>
    public async ValueTask GrowAsync(CancellationToken cancellationToken)
    {
        long size = Math.Min(Math.Clamp(Length, SmallestBlock, LargestBlock), memory.Size - Length);
        _blocks.Add(await pool.RentAsync(memory, (int)size, cancellationToken).ConfigureAwait(false));
    }

    public void Append(byte value)
    {
        Room().Span[0] = value;
        Length++;
    }

    /// <summary>Reads until the last block is full.</summary>
    /// <returns>False when the stream has ended before.</returns>
    public async ValueTask<bool> FillBlockAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (Room() is { IsEmpty: false } room)
        {
            int read = await ReadAsync(stream, room, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return false;
            }

            Length += read;
        }

        return true;
    }

    /// <summary>All has arrived.</summary>
    public void Seal() => pool.Seal(memory);

    public void Dispose()
    {
        pool.Return(memory, _blocks);
        _blocks.Clear();
    }

    /// <summary>A read that does not heed its token is left alone, and with it the block it may still write to.</summary>
    private async ValueTask<int> ReadAsync(Stream stream, Memory<byte> room, CancellationToken cancellationToken)
    {
        ValueTask<int> reading = stream.ReadAsync(room, cancellationToken);
        if (reading.IsCompleted)
        {
            return await reading.ConfigureAwait(false);
        }

        Task<int> task = reading.AsTask();
        try
        {
            return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            _blocks.RemoveAt(_blocks.Count - 1);
            throw;
        }
    }

    /// <summary>What is free in the last block.</summary>
    private Memory<byte> Room() => _blocks[^1].AsMemory(^(int)(memory.Held - Length)..);

    private sealed class BlockSegment : ReadOnlySequenceSegment<byte>
    {
        public BlockSegment(byte[] block, BlockSegment? previous)
        {
            Memory = block;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
