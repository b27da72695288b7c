namespace S3MultipartUpload.Testing.Streams;

/// <summary>The request body off the connection, counted.</summary>
internal sealed class WireStream(Stream body) : ReadStream
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _bytes, read);
        return read;
    }
}
