using S3MultipartUpload.Store;

namespace S3MultipartUpload.Parts;

/// <summary>Makes a part of bytes wherever they are: sends them, or has the store copy them, or fetches what it cannot copy.</summary>
internal sealed class PartTransfer(PartExecutor executor, PartCopier copier, PartFetch fetch)
{
    /// <param name="source">Where the part lies.</param>
    /// <param name="part">The part; its bytes are read only where they can be elsewhere than at the store.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="observer">Told of every attempt.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<UploadedPart> ExecuteAsync(
        IPartSource source, PartContent part, OpenUpload upload, IAttemptObserver observer, CancellationToken cancellationToken)
    {
        if (source is not ICopiedSource copied)
        {
            return await executor.UploadAsync(part, upload, observer, cancellationToken).ConfigureAwait(false);
        }

        if (copied.Find(part.Range) is { } from)
        {
            return await copier.CopyAsync(part.Range, from, upload, observer, cancellationToken).ConfigureAwait(false);
        }

        using PartContent fetched = await FetchAsync(copied, part, cancellationToken).ConfigureAwait(false);
        return await executor.UploadAsync(fetched, upload, observer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a part that lies at a store into memory.</summary>
    public Task<PartContent> FetchAsync(ICopiedSource source, PartContent part, CancellationToken cancellationToken) =>
        fetch.ExecuteAsync(source, part, cancellationToken);
}
