namespace S3MultipartUpload.Parts;

/// <summary>Reads a forward-only source part by part, looking one byte ahead.</summary>
internal sealed class ForwardReader(IPartSource source) : IAsyncDisposable
{
    private readonly byte[] _ahead = new byte[1];
    private Stream? _opened;

    /// <summary>Whether the part that comes next has a first byte; waits until that is known.</summary>
    public async ValueTask<bool> PeekAsync(PartRange next, CancellationToken cancellationToken)
    {
        await CloseAsync().ConfigureAwait(false);
        _opened = await source.OpenPartAsync(next, cancellationToken).ConfigureAwait(false);
        return await PeekAsync(_opened, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads the part whose first byte has been seen. Memory is asked for only when there is a byte to put into it: a source that has
    /// nothing to give does not wait for any.
    /// </summary>
    public async ValueTask FillAsync(PartBuffer buffer, CancellationToken cancellationToken)
    {
        bool hasNext = _opened is not null;
        while (hasNext && _opened is { } stream)
        {
            await buffer.GrowAsync(cancellationToken).ConfigureAwait(false);
            buffer.Append(_ahead[0]);
            hasNext = await buffer.FillBlockAsync(stream, cancellationToken).ConfigureAwait(false)
                && !buffer.IsFull
                && await PeekAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>A read that does not heed its token is left alone with its byte.</summary>
    private async ValueTask<bool> PeekAsync(Stream stream, CancellationToken cancellationToken) =>
        await stream.ReadAsync(_ahead, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false) == 1;

    private async ValueTask CloseAsync()
    {
        if (_opened is { } stream)
        {
            _opened = null;
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
