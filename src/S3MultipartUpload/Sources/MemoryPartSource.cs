using System.Buffers;

namespace S3MultipartUpload.Sources;

internal sealed class MemoryPartSource(ReadOnlySequence<byte> bytes) : IPartSource
{
    public long? Length { get; } = bytes.Length;

    public bool IsRandomAccess => true;

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
        new(new SequenceStream(BytesOf(range)));

    public ReadOnlySequence<byte> BytesOf(PartRange range) => bytes.Slice(range.Offset, range.Length);
}
