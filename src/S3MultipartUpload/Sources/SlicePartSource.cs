namespace S3MultipartUpload;

/// <summary>Some of the bytes of a source that can be read at any place.</summary>
internal sealed class SlicePartSource(IPartSource whole, long offset, long length) : IPartSource, IAsyncDisposable
{
    public long? Length => length;

    public bool IsRandomAccess => true;

    public string? Fingerprint => whole.Fingerprint is { } fingerprint ? $"{fingerprint} {offset}" : null;

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
        whole.OpenPartAsync(range with { Offset = offset + range.Offset }, cancellationToken);

    public ValueTask DisposeAsync() => (whole as IAsyncDisposable)?.DisposeAsync() ?? ValueTask.CompletedTask;
}
