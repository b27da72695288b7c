using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace S3MultipartUpload.Testing.Hosting;

/// <summary>Buffers for the web server that take in more at one time than its own of 4 KiB: a body is received with fewer calls.</summary>
internal sealed class ReceiveBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BufferSize = 32 << 10;

    public override int MaxBufferSize => BufferSize;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Buffer();

    protected override void Dispose(bool disposing)
    {
        // What is rented goes back to the pool of arrays, which is everyone's.
    }

    private sealed class Buffer : IMemoryOwner<byte>
    {
        private byte[]? _array = ArrayPool<byte>.Shared.Rent(BufferSize);

        public Memory<byte> Memory => _array;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array)
            {
                ArrayPool<byte>.Shared.Return(array);
            }
        }
    }
}
