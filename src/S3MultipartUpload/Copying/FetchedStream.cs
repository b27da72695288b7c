using Amazon.S3.Model;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Copying;

/// <summary>
/// Ranges of objects as one stream, to be read once. What ends too early is an error, never a shorter stream. A whole object must have the
/// checksum that the store keeps of it; nothing else would notice that bytes were damaged on their way.
/// </summary>
internal sealed class FetchedStream(IEnumerable<CopiedRange> ranges, SourceObjects objects) : Stream
{
    private readonly Queue<CopiedRange> _ranges = new(ranges);
    private GetObjectResponse? _answer;
    private long _remaining;
    private PartDigest? _digest;
    private string? _checksum;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_remaining == 0)
        {
            if (!_ranges.TryDequeue(out CopiedRange next))
            {
                return 0;
            }

            _answer?.Dispose();
            _answer = await objects.OpenAsync(next, cancellationToken).ConfigureAwait(false);
            _remaining = next.Length;
            Expect(next);
        }

        int read = _answer is null || buffer.IsEmpty ? 0 : await objects
            .ReadAsync(_answer.ResponseStream, buffer[..(int)Math.Min(buffer.Length, _remaining)], cancellationToken).ConfigureAwait(false);
        if (read == 0 && !buffer.IsEmpty)
        {
            throw new EndOfStreamException($"The store ended its answer to GetObject {_remaining:N0} bytes too early.");
        }

        _remaining -= read;
        _digest?.Append(buffer.Span[..read]);
        if (_remaining == 0 && _digest is not null && _digest.ToBase64() != _checksum)
        {
            throw new UnusableAnswerException("The bytes of the store's answer to GetObject do not have the checksum of the object.");
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _answer?.Dispose();
            _digest?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Expect(CopiedRange range)
    {
        _digest?.Dispose();
        (_digest, _checksum) = range.IsWhole && range.Object.Head.WholeChecksum() is { } whole
            ? (new PartDigest(whole.Algorithm), whole.Value)
            : (null, null);
    }
}
