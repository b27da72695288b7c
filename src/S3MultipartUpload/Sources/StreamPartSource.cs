namespace S3MultipartUpload.Sources;

/// <summary>A stream read once, from where it stands to its end.</summary>
internal sealed class StreamPartSource(Stream stream, long? length, bool leaveOpen) : IPartSource, IAsyncDisposable
{
    private int _readers;

    public long? Length => length;

    public bool IsRandomAccess => false;

    /// <summary>Always the stream itself, which stands at the part's first byte; the part reader reads no further than the part.</summary>
    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
    {
        if (range.PartNumber == 1 && Interlocked.Increment(ref _readers) > 1)
        {
            throw new InvalidOperationException(
                "The stream has been read by an upload before, so its first bytes are gone. Make a new source from a stream at its start.");
        }

        return new(new UnownedStream(stream));
    }

    public ValueTask DisposeAsync() => leaveOpen ? ValueTask.CompletedTask : stream.DisposeAsync();
}
