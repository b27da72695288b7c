using S3MultipartUpload.Testing.Storage;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>A range of an object's bytes, read across the blobs that hold them.</summary>
internal sealed class ContentReader(IBlobStore store, IReadOnlyList<Blob> blobs, long offset, long length, Action release)
    : ReadStream
{
    private long _skip = offset;
    private long _remaining = length;
    private int _next;
    private Stream? _current;
    private bool _released;

    public override long Length { get; } = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_remaining > 0)
        {
            if (_current is null && !OpenNext())
            {
                break;
            }

            Memory<byte> wanted = buffer[..(int)Math.Min(buffer.Length, _remaining)];
            int read = _current is null ? 0 : await _current.ReadAsync(wanted, cancellationToken).ConfigureAwait(false);
            if (read > 0)
            {
                _remaining -= read;
                return read;
            }

            await CloseAsync().ConfigureAwait(false);
        }

        return 0;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        if (!_released)
        {
            _released = true;
            release();
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private bool OpenNext()
    {
        while (_next < blobs.Count && _skip >= blobs[_next].Length)
        {
            _skip -= blobs[_next++].Length;
        }

        if (_next == blobs.Count)
        {
            return false;
        }

        _current = store.OpenRead(blobs[_next++], _skip);
        _skip = 0;
        return true;
    }

    private async ValueTask CloseAsync()
    {
        if (_current is not null)
        {
            await _current.DisposeAsync().ConfigureAwait(false);
            _current = null;
        }
    }
}
