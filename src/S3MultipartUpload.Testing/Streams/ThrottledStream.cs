namespace S3MultipartUpload.Testing.Streams;

/// <summary>Hands bytes on no faster than a given speed; small pieces keep the flow even.</summary>
internal sealed class ThrottledStream(Stream inner, long bytesPerSecond, TimeProvider time) : ReadStream
{
    private const int PiecesPerSecond = 20;
    private readonly long _started = time.GetTimestamp();
    private long _bytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int piece = (int)Math.Min(buffer.Length, Math.Max(1, bytesPerSecond / PiecesPerSecond));
        int read = await inner.ReadAsync(buffer[..piece], cancellationToken).ConfigureAwait(false);
        _bytes += read;
        TimeSpan wait = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond) - time.GetElapsedTime(_started);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }

        return read;
    }
}
