using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload.Sources;

/// <summary>
/// Reads one part of a file by position. When the last byte of the part has been read, the file must still be the one that the
/// upload began with; so no part of a later version gets into the object unnoticed.
/// </summary>
internal sealed class FilePartStream(SafeFileHandle file, string path, FileSnapshot snapshot, PartRange range)
    : ReadOnlyStream(range.Length)
{
    private const int BufferSize = 256 * 1024;

    /// <summary>A reader that takes that much at once needs no buffer of ours between it and the file.</summary>
    private const int LeastDirectRead = 64 * 1024;

    private byte[]? _buffer;
    private int _bufferStart;
    private int _bufferEnd;

    public void ThrowIfChanged()
    {
        var now = FileSnapshot.Take(file);
        if (now != snapshot)
        {
            throw snapshot.Changed(path, now);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, Remaining);
        if (_bufferStart == _bufferEnd && count > 0)
        {
            int read = RandomAccess.Read(file, NextBlock().Span, range.Offset + Position);
            ThrowIfEndedOrChanged(read);
            (_bufferStart, _bufferEnd) = (0, read);
        }

        return TakeBuffered(buffer[..count]);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = (int)Math.Min(buffer.Length, Remaining);
        if (_bufferStart < _bufferEnd || count == 0)
        {
            return TakeBuffered(buffer.Span[..count]);
        }

        bool isDirect = count >= LeastDirectRead;
        Memory<byte> block = isDirect ? buffer[..count] : NextBlock();
        int read = await RandomAccess.ReadAsync(file, block, range.Offset + Position, cancellationToken).ConfigureAwait(false);
        ThrowIfEndedOrChanged(read);
        if (isDirect)
        {
            Advance(read);
            return read;
        }

        (_bufferStart, _bufferEnd) = (0, read);
        return TakeBuffered(buffer.Span[..count]);
    }

    protected override void OnSeek(long position) => _bufferStart = _bufferEnd = 0;

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

    /// <summary>The file must not end before the part does, and must be the same when the part ends.</summary>
    private void ThrowIfEndedOrChanged(int read)
    {
        if (read == 0)
        {
            ThrowIfChanged();
            throw new SourceChangedException($"The file '{path}' ended at byte {range.Offset + Position:N0} of {snapshot.Length:N0}.");
        }

        if (read == Remaining)
        {
            ThrowIfChanged();
        }
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
