namespace S3MultipartUpload.Sources;

/// <summary>Some of the bytes of a file.</summary>
internal sealed class SlicePartSource(FilePartSource whole, long offset, long length) : IPartSource, IAsyncDisposable
{
    public long? Length => length;

    public bool IsRandomAccess => true;

    public string? Fingerprint => $"{whole.Fingerprint} {offset}";

    public string? Identity => whole.Identity is { } identity ? $"{identity} {offset}" : null;

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
        whole.OpenPartAsync(range with { Offset = offset + range.Offset }, cancellationToken);

    public ValueTask DisposeAsync() => whole.DisposeAsync();
}
