using System.Buffers;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Storage;

/// <summary>Forgets every byte once it is hashed; what is read back is zeros. For uploads larger than memory and disk.</summary>
internal sealed class DiscardBlobStore : IBlobStore
{
    private const int BufferSize = 128 << 10;

    public BlobWriter Create(long? length) => new Writer();

    public Stream OpenRead(Blob blob, long offset) => new Reader(blob.Length - offset);

    public void Delete(Blob blob)
    {
    }

    private sealed class Writer : BlobWriter
    {
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        private long _length;

        public override Memory<byte> GetMemory() => _buffer;

        public override ValueTask AdvanceAsync(int bytes, CancellationToken cancellationToken)
        {
            _length += bytes;
            return ValueTask.CompletedTask;
        }

        public override ValueTask<Blob> CommitAsync() => new(new Blob(Guid.NewGuid().ToString("N"), _length));

        public override ValueTask DisposeAsync()
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Reader(long length) : ReadStream
    {
        private long _remaining = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Min(buffer.Length, _remaining);
            buffer.Span[..count].Clear();
            _remaining -= count;
            return new(count);
        }
    }
}
