namespace S3MultipartUpload.Testing.Streams;

/// <summary>The request body off the connection, counted.</summary>
internal sealed class WireStream(Stream body) : ReadStream
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> reading = body.ReadAsync(buffer, cancellationToken);
        return reading.IsCompletedSuccessfully ? new(Count(reading.Result)) : CountAsync(reading);
    }

    private async ValueTask<int> CountAsync(ValueTask<int> reading) => Count(await reading.ConfigureAwait(false));

    private int Count(int read)
    {
        Interlocked.Add(ref _bytes, read);
        return read;
    }
}
