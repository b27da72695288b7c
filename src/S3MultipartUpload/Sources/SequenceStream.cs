using System.Buffers;

namespace S3MultipartUpload.Sources;

/// <summary>Reads memory blocks in place.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> bytes) : ReadOnlyStream(bytes.Length)
{
    private SequencePosition _next = bytes.Start;

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, Remaining);
        ReadOnlySequence<byte> slice = bytes.Slice(_next, count);
        slice.CopyTo(buffer);
        _next = slice.End;
        Advance(count);
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));

    protected override void OnSeek(long position) => _next = bytes.GetPosition(Math.Min(position, Length));
}
