namespace S3MultipartUpload.Tests;

/// <summary>As many zeros as one likes, at no cost.</summary>
internal sealed class ZeroSource(long length) : IPartSource
{
    public long? Length => length;

    public bool IsRandomAccess => true;

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) => new(new ZeroStream(range.Length));

    private sealed class ZeroStream(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, length - Position);
            buffer[..count].Clear();
            Position += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
