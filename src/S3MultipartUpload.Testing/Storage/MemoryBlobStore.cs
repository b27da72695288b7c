using System.Collections.Concurrent;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>Blobs as lists of blocks: one array could not hold more than 2 GiB.</summary>
internal sealed class MemoryBlobStore : IBlobStore
{
    // Above the large-object threshold, so the collector never copies a block.
    private const int BlockSize = 128 << 10;

    private readonly ConcurrentDictionary<string, List<byte[]>> _blobs = new();

    public BlobWriter Create() => new Writer(_blobs);

    public Stream OpenRead(Blob blob, long offset) => new Reader(_blobs[blob.Id], offset);

    public void Delete(Blob blob) => _blobs.TryRemove(blob.Id, out _);

    private sealed class Writer(ConcurrentDictionary<string, List<byte[]>> blobs) : BlobWriter
    {
        private readonly List<byte[]> _blocks = [];
        private int _used = BlockSize;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            while (!bytes.IsEmpty)
            {
                if (_used == BlockSize)
                {
                    _blocks.Add(GC.AllocateUninitializedArray<byte>(BlockSize));
                    _used = 0;
                }

                int count = Math.Min(bytes.Length, BlockSize - _used);
                bytes[..count].CopyTo(_blocks[^1].AsMemory(_used));
                bytes = bytes[count..];
                _used += count;
            }

            return ValueTask.CompletedTask;
        }

        public override ValueTask<Blob> CommitAsync()
        {
            if (_used < BlockSize)
            {
                _blocks[^1] = _blocks[^1].AsSpan(0, _used).ToArray();
            }

            var blob = new Blob(Guid.NewGuid().ToString("N"), _blocks.Sum(block => (long)block.Length));
            blobs[blob.Id] = _blocks;
            return new(blob);
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Reader(List<byte[]> blocks, long offset) : ReadStream
    {
        private long _offset = offset;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int index = (int)(_offset / BlockSize);
            if (index >= blocks.Count)
            {
                return new(0);
            }

            Memory<byte> rest = blocks[index].AsMemory((int)(_offset % BlockSize));
            int count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            _offset += count;
            return new(count);
        }
    }
}
