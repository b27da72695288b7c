namespace S3MultipartUpload.Sources;

/// <summary>Reads on in a stream that outlives this one.</summary>
internal sealed class UnownedStream(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The stream is read from front to back.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream is read from front to back.");
        set => throw new NotSupportedException("The stream is read from front to back.");
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream is read from front to back.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read-only.");

    public override void Flush()
    {
    }
}
