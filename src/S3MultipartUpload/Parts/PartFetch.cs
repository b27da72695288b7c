using S3MultipartUpload.Planning;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Parts;

/// <summary>Reads a part that lies at a store into memory, as often as the pipeline says.</summary>
internal sealed class PartFetch(PartBufferPool buffers, StoreCalls calls)
{
    public async Task<PartContent> ExecuteAsync(ICopiedSource source, PartContent part, CancellationToken cancellationToken) =>
        await calls.Pipeline.ExecuteAsync(
            async token => await ReadAsync(source, part, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async Task<PartContent> ReadAsync(ICopiedSource source, PartContent part, CancellationToken cancellationToken)
    {
        var bytes = new BytesOfPart(source, part.Range);
        var plan = new UploadPlan(part.Range.Length, _ => Math.Max(1, part.Range.Length), singlePutThreshold: -1, maxParts: 1);
        IAsyncEnumerator<PartContent> read = new PartReader(bytes, plan, buffers, kept: new HashSet<int>())
            .ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (read.ConfigureAwait(false))
        {
            await read.MoveNextAsync().ConfigureAwait(false);
            return read.Current.At(part.Range);
        }
    }

    private sealed class BytesOfPart(ICopiedSource source, PartRange part) : IPartSource
    {
        public long? Length => part.Length;

        public bool IsRandomAccess => false;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
            range.Offset < part.Length ? source.OpenPartAsync(part, cancellationToken) : new(Stream.Null);
    }
}
