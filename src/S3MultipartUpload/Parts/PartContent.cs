namespace S3MultipartUpload.Parts;

/// <summary>The bytes of one part, to be read from the first byte as often as needed.</summary>
internal sealed class PartContent(PartRange range, bool isLast, Func<CancellationToken, ValueTask<Stream>> open, IDisposable? buffer)
    : IDisposable
{
    public PartRange Range => range;

    public bool IsLast => isLast;

    /// <summary>Opens a seekable stream at the first byte of the part.</summary>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Stream stream = await open(cancellationToken).ConfigureAwait(false);
        if (stream.CanSeek)
        {
            return stream;
        }

        await stream.DisposeAsync().ConfigureAwait(false);
        throw new InvalidOperationException(
            "A part source with random access gave a stream that cannot seek. Make IPartSource.IsRandomAccess false.");
    }

    /// <summary>The same bytes under another number.</summary>
    public PartContent Numbered(int partNumber) => At(range with { PartNumber = partNumber });

    /// <summary>The same bytes in another place.</summary>
    public PartContent At(PartRange place) => new(place, isLast, open, buffer);

    public void Dispose() => buffer?.Dispose();
}
