namespace S3MultipartUpload.Tests;

/// <summary>A stream over bytes that cannot seek, gives them in pieces, and may be told to misbehave.</summary>
internal sealed class TestStream(byte[] bytes, int pieceSize = 7) : ForwardStream
{
    private int _position;

    public bool IsDisposed { get; private set; }

    public int BytesRead => _position;

    /// <summary>Runs before each read, with the position.</summary>
    public Func<int, CancellationToken, Task> OnRead { get; set; } = (_, _) => Task.CompletedTask;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await OnRead(_position, cancellationToken);
        int count = Math.Min(Math.Min(pieceSize, buffer.Length), bytes.Length - _position);
        bytes.AsSpan(_position, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
