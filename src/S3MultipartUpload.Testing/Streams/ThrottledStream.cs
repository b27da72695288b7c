namespace S3MultipartUpload.Testing.Streams;

/// <summary>Hands bytes on no faster than its paces let them pass.</summary>
internal sealed class ThrottledStream(Stream inner, params Pace[] paces) : ReadStream
{
    private readonly int _piece = paces.Min(pace => pace.Piece);

    public override long Length => inner.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _piece)], cancellationToken).ConfigureAwait(false);
        foreach (Pace pace in paces)
        {
            await pace.PassAsync(read, cancellationToken).ConfigureAwait(false);
        }

        return read;
    }
}
