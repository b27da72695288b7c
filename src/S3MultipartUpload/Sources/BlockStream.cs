using System.Buffers;

namespace S3MultipartUpload.Sources;

/// <summary>
/// Reads one part in blocks: who takes much at once needs no buffer of ours in between, who takes little at a time is served from one.
/// </summary>
internal abstract class BlockStream(long length) : ReadOnlyStream(length)
{
    private const int BufferSize = 256 * 1024;
    private const int LeastDirectRead = 64 * 1024;

    private byte[]? _buffer;
    private int _bufferStart;
    private int _bufferEnd;

    public sealed override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, Remaining);
        if (_bufferStart == _bufferEnd && count > 0)
        {
            (_bufferStart, _bufferEnd) = (0, ReadBlock(NextBlock()));
        }

        return TakeBuffered(buffer[..count]);
    }

    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = (int)Math.Min(buffer.Length, Remaining);
        if (_bufferStart < _bufferEnd || count == 0)
        {
            return TakeBuffered(buffer.Span[..count]);
        }

        // What follows would be no more than one read of the caller's anyway, or there is nothing more to keep for the next.
        bool isDirect = count >= LeastDirectRead || count == Remaining;
        int read = await ReadBlockAsync(isDirect ? buffer[..count] : NextBlock(), cancellationToken).ConfigureAwait(false);
        if (isDirect)
        {
            Advance(read);
            return read;
        }

        (_bufferStart, _bufferEnd) = (0, read);
        return TakeBuffered(buffer.Span[..count]);
    }

    /// <summary>Reads what follows the position, at least one byte. A part that ends too early is an error.</summary>
    protected abstract int ReadBlock(Memory<byte> block);

    /// <summary>As <see cref="ReadBlock"/>.</summary>
    protected abstract ValueTask<int> ReadBlockAsync(Memory<byte> block, CancellationToken cancellationToken);

    protected sealed override void OnSeek(long position) => _bufferStart = _bufferEnd = 0;

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        base.Dispose(disposing);
    }

    private Memory<byte> NextBlock()
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        return _buffer.AsMemory(0, (int)Math.Min(BufferSize, Remaining));
    }

    private int TakeBuffered(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, _bufferEnd - _bufferStart);
        _buffer.AsSpan(_bufferStart, count).CopyTo(destination);
        _bufferStart += count;
        Advance(count);
        return count;
    }
}
