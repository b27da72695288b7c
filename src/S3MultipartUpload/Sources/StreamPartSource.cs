namespace S3MultipartUpload;

/// <summary>A stream read once, from where it stands to its end.</summary>
internal sealed class StreamPartSource(Stream stream, long? length, bool leaveOpen) : IPartSource, IAsyncDisposable
{
    public long? Length => length;

    public bool IsRandomAccess => false;

    /// <summary>Always the stream itself, which stands at the part's first byte; the part reader reads no further than the part.</summary>
    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) => new(new UnownedStream(stream));

    public ValueTask DisposeAsync() => leaveOpen ? ValueTask.CompletedTask : stream.DisposeAsync();
}
