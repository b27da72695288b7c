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

        // A read that does not heed its token is left alone with its byte.
        return await _opened.ReadAsync(_ahead, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>Reads the part whose first byte has been seen.</summary>
    public async ValueTask FillAsync(PartBuffer buffer, CancellationToken cancellationToken)
    {
        if (_opened is { } stream)
        {
            buffer.Append(_ahead[0]);
            await buffer.FillAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        if (_opened is { } stream)
        {
            _opened = null;
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
