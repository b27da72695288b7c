namespace S3MultipartUpload.Testing.Streams;

/// <summary>Ends before its time; the server then closes the connection, as the reply is shorter than its Content-Length.</summary>
internal sealed class FirstBytesStream(Stream inner, long bytes) : ReadStream
{
    private long _remaining = bytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _remaining)], cancellationToken).ConfigureAwait(false);
        _remaining -= read;
        return read;
    }
}
