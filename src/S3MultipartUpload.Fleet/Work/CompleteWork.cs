using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Origins;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>Makes an object of its parts. Done again, it finds the object that is there.</summary>
internal sealed class CompleteWork(ObjectTable objects, RangeTable ranges, SourceOpener sources, IMultipartUploader uploader) : IWork
{
    public async Task<NextWork?> ExecuteAsync(WorkAttempt attempt, CancellationToken cancellationToken)
    {
        (FleetUpload upload, WorkItem item) = (attempt.Upload, attempt.Item);
        if (await ranges.FindOpenAsync(upload.Id, item.Number, cancellationToken).ConfigureAwait(false) is not { } open)
        {
            return null;
        }

        (attempt.Life, attempt.Key) = (open.Life, open.Key);
        if (await ranges.IsLeftAsync(upload.Id, item.Number, cancellationToken).ConfigureAwait(false))
        {
            return null; // The job is of an earlier life of the object; whoever stores the last of its ranges now hands out another.
        }

        IMultipartSession session = uploader.OpenSession(open.Session);
        try
        {
            // All ranges were read from one source if it is the same still: this is the last look at it.
            IPartSource source = await sources.OpenAsync(FleetSource.Parse(open.Source), cancellationToken).ConfigureAwait(false);
            SourceIdentity.Parse(open.Identity).ThrowIfChanged(source);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!await IsCompletedAsync(session, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }

        UploadManifest manifest = await session
            .CompleteAsync(Enumerable.Range(1, (int)((open.Size + open.PartSize - 1) / open.PartSize)), cancellationToken)
            .ConfigureAwait(false);
        if (manifest.Parts.Count == 0)
        {
            // Another node has completed it, and died before it said so. The store does not tell parts any more; those who sent them did.
            IReadOnlyList<StoredPart> parts = await ranges.ListPartsAsync(upload.Id, item.Number, cancellationToken).ConfigureAwait(false);
            manifest = manifest.Size == parts.Sum(part => part.Size) ? WithParts(manifest, parts, open.PartSize) : manifest;
        }

        await objects.ReportAsync(upload.Id, [ObjectOutcome.Stored(item.Number, open.Life, manifest)], cancellationToken)
            .ConfigureAwait(false);
        return null;
    }

    public Task GiveUpAsync(WorkAttempt attempt, Exception error, CancellationToken cancellationToken) =>
        objects.GiveUpAsync(attempt.Item.Upload, attempt.Item.Number, attempt.Life, error, cancellationToken);

    /// <summary>The source may go once the object is there.</summary>
    private static async Task<bool> IsCompletedAsync(IMultipartSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.ListPartsAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (UploadRefusedException)
        {
            return true;
        }
    }

    private static UploadManifest WithParts(UploadManifest manifest, IReadOnlyList<StoredPart> parts, long partSize) => manifest with
    {
        PartSize = partSize,
        Parts = [.. parts.Select(part => new UploadedPart
        {
            PartNumber = part.PartNumber,
            Offset = (part.PartNumber - 1) * partSize,
            Size = part.Size,
            ETag = part.ETag,
            Checksum = part.Checksum,
        })],
    };
}
