using System.Buffers;
using System.Threading.RateLimiting;

namespace S3MultipartUpload.Parts;

/// <summary>The bytes of one part, in blocks of the pool; given back when disposed, by the one that is the last to read them.</summary>
internal sealed class PartBuffer(PartBufferPool pool, RateLimitLease reservation, long capacity) : IDisposable
{
    private readonly List<byte[]> _blocks = [];

    public long Length { get; private set; }

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

    public void Append(byte value)
    {
        NextRoom().Span[0] = value;
        Length++;
    }

    /// <summary>Reads until the part is full or the stream ends.</summary>
    public async ValueTask FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (Length < capacity)
        {
            int read = await ReadAsync(stream, NextRoom(), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            Length += read;
        }
    }

    public void Dispose()
    {
        _blocks.ForEach(pool.ReturnBlock);
        _blocks.Clear();
        reservation.Dispose();
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
            pool.ForgetBlock();
            throw;
        }
    }

    private Memory<byte> NextRoom()
    {
        int block = (int)(Length / PartBufferPool.BlockSize);
        if (block == _blocks.Count)
        {
            _blocks.Add(pool.RentBlock());
        }

        int used = (int)(Length % PartBufferPool.BlockSize);
        return _blocks[block].AsMemory(used, (int)Math.Min(PartBufferPool.BlockSize - used, capacity - Length));
    }

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
