namespace S3MultipartUpload.Sources;

/// <summary>
/// Reads one part of what a URL names, by one request, and by another where the reader goes elsewhere. An answer that ends too early, or
/// goes on, is an error.
/// </summary>
/// <param name="resource">Whence.</param>
/// <param name="version">Which version.</param>
/// <param name="range">The part.</param>
/// <param name="attempt">Ends the attempt that reads it; what is read without a token of its own heeds this one.</param>
internal sealed class UrlPartStream(UrlResource resource, UrlVersion version, PartRange range, CancellationToken attempt)
    : BlockStream(range.Length)
{
    private const long Nowhere = -1;

    private HttpResponseMessage? _answer;
    private Stream? _body;
    private bool _isDisposed;

    /// <summary>Where the body stands; <see cref="Nowhere"/> where that is not known, as after a read that failed.</summary>
    private long _bodyPosition = Nowhere;

    /// <summary>Asks for the bytes from the position to the end of the part.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken) => await BodyAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Many handlers of clients cannot do otherwise.</summary>
    protected override int ReadBlock(Memory<byte> block) => ReadBlockAsync(block, attempt).AsTask().GetAwaiter().GetResult();

    protected override async ValueTask<int> ReadBlockAsync(Memory<byte> block, CancellationToken cancellationToken)
    {
        Stream body = await BodyAsync(cancellationToken).ConfigureAwait(false);
        _bodyPosition = Nowhere;
        int read = await body.ReadAsync(block, cancellationToken).ConfigureAwait(false);
        if (read == 0 || (read == Remaining && await body.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0))
        {
            throw new HttpIOException(
                HttpRequestError.InvalidResponse,
                $"The server of '{resource.Name}' gave {(read == 0 ? "fewer" : "more")} bytes than it was asked for.");
        }

        _bodyPosition = Position + read;
        return read;
    }

    private async ValueTask<Stream> BodyAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_body is not null && _bodyPosition == Position)
        {
            return _body;
        }

        _answer?.Dispose();
        _bodyPosition = Nowhere;
        if (Remaining == 0)
        {
            return Null;
        }

        _answer = await resource.OpenAsync(version, range.Offset + Position, Remaining, cancellationToken).ConfigureAwait(false);
        _body = await _answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        _bodyPosition = Position;
        return _body;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isDisposed = true;
            _answer?.Dispose();
        }

        base.Dispose(disposing);
    }
}
