using System.Buffers;
using S3MultipartUpload.Sources;

namespace S3MultipartUpload.Parts;

/// <summary>The bytes of one part, to be read from the first byte as often as needed.</summary>
internal sealed class PartContent(
    PartRange range, bool isLast, Func<CancellationToken, ValueTask<Stream>> open, IDisposable? buffer = null) : IDisposable
{
    public PartContent(PartRange range, bool isLast, ReadOnlySequence<byte> bytes, IDisposable? buffer = null)
        : this(range, isLast, _ => new(new SequenceStream(bytes)), buffer) => Bytes = bytes;

    public static PartContent Of(IPartSource source, PartRange range, bool isLast) => source is MemoryPartSource memory
        ? new PartContent(range, isLast, memory.BytesOf(range))
        : new PartContent(range, isLast, token => source.OpenPartAsync(range, token));

    /// <summary>The bytes, where they are in memory.</summary>
    public ReadOnlySequence<byte>? Bytes { get; private init; }

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
    public PartContent At(PartRange place) => new(place, isLast, open, buffer) { Bytes = Bytes };

    public void Dispose() => buffer?.Dispose();
}
