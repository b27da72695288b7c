using System.Collections.Concurrent;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>Blobs in memory: a small one is an array, a larger one a list of blocks that go back to the system with it.</summary>
/// <param name="time">By what it is told how long blocks wait for the next blob; null for the system.</param>
internal sealed class MemoryBlobStore(TimeProvider? time = null) : IBlobStore
{
    private const int SmallBlob = 64 << 10;

    private readonly ConcurrentDictionary<string, List<MemoryBlock>> _blobs = new();
    private readonly MemoryBlocks _blocks = new(time ?? TimeProvider.System);

    /// <summary>How many bytes its blocks take from the system, in use or not.</summary>
    public long Bytes => _blocks.Bytes;

    public BlobWriter Create(long? length) => new Writer(this, length);

    public Stream OpenRead(Blob blob, long offset) => new Reader(_blobs[blob.Id], blob.Length, offset);

    public void Delete(Blob blob)
    {
        if (_blobs.TryRemove(blob.Id, out List<MemoryBlock>? blocks))
        {
            blocks.ForEach(_blocks.Return);
        }
    }

    private sealed class Writer(MemoryBlobStore store, long? announced) : BlobWriter
    {
        private readonly List<MemoryBlock> _taken = [];
        private Memory<byte> _room;
        private long _length;
        private bool _committed;

        public override Memory<byte> GetMemory()
        {
            if (_room.IsEmpty)
            {
                // What is announced need not come: it is believed as far as that costs little.
                MemoryBlock block = _taken.Count == 0 && announced is > 0 and <= SmallBlob
                    ? new MemoryBlock(GC.AllocateUninitializedArray<byte>((int)announced), null, 0)
                    : store._blocks.Take();
                _taken.Add(block);
                _room = block.Memory;
            }

            return _room;
        }

        public override ValueTask AdvanceAsync(int bytes, CancellationToken cancellationToken)
        {
            _room = _room[bytes..];
            _length += bytes;
            return ValueTask.CompletedTask;
        }

        public override ValueTask<Blob> CommitAsync()
        {
            var blob = new Blob(Guid.NewGuid().ToString("N"), _length);
            store._blobs[blob.Id] = _taken;
            _committed = true;
            return new(blob);
        }

        public override ValueTask DisposeAsync()
        {
            if (!_committed)
            {
                _taken.ForEach(store._blocks.Return);
                _taken.Clear();
            }

            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Every block but the last is full.</summary>
    private sealed class Reader(List<MemoryBlock> blocks, long length, long offset) : ReadStream
    {
        private long _offset = offset;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Min(buffer.Length, length - _offset);
            if (count == 0)
            {
                return new(0);
            }

            Memory<byte> rest = blocks[(int)(_offset / MemorySlab.BlockSize)].Memory[(int)(_offset % MemorySlab.BlockSize)..];
            count = Math.Min(count, rest.Length);
            rest[..count].CopyTo(buffer);
            _offset += count;
            return new(count);
        }
    }
}
