namespace UploadCli.Arguments;

/// <summary>
/// A stream whose reads can be cancelled. A read from a silent pipe cannot; here it goes into a buffer of its own, so that it can be
/// left behind, and Ctrl+C ends an upload from standard input at once.
/// </summary>
internal sealed class InterruptibleStream(Stream inner) : Stream
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private Task<int>? _reading;
    private ReadOnlyMemory<byte> _unread;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_unread.IsEmpty)
        {
            _reading ??= inner.ReadAsync(_buffer, CancellationToken.None).AsTask();
            int read = await _reading.WaitAsync(cancellationToken);
            _reading = null;
            _unread = _buffer.AsMemory(0, read);
        }

        int count = Math.Min(buffer.Length, _unread.Length);
        _unread[..count].CopyTo(buffer);
        _unread = _unread[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
