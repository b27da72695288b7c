namespace S3MultipartUpload;

/// <summary>Reads a forward-only source part by part, looking one byte ahead.</summary>
internal sealed class ForwardReader(IPartSource source) : IAsyncDisposable
{
    private readonly byte[] _ahead = new byte[1];
    private Stream? _opened;

    public async ValueTask FillAsync(PartBuffer buffer, PartRange range, CancellationToken cancellationToken)
    {
        if (_opened is null)
        {
            _opened = await source.OpenPartAsync(range, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            buffer.Append(_ahead[0]);
        }

        await buffer.FillAsync(_opened, cancellationToken).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Whether there is nothing in what would come next.</summary>
    public async ValueTask<bool> IsAtEndAsync(PartRange next, CancellationToken cancellationToken)
    {
        _opened = await source.OpenPartAsync(next, cancellationToken).ConfigureAwait(false);
        return await _opened.ReadAsync(_ahead, cancellationToken).ConfigureAwait(false) == 0;
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
