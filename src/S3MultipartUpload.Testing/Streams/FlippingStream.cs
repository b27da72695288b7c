namespace S3MultipartUpload.Testing.Streams;

/// <summary>Turns the lowest bit of one byte over.</summary>
internal sealed class FlippingStream(Stream inner, long offset) : ReadStream
{
    private long _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (offset >= _position && offset < _position + read)
        {
            buffer.Span[(int)(offset - _position)] ^= 1;
        }

        _position += read;
        return read;
    }
}
