using S3MultipartUpload.Parts;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Reads a source and stores it as an object: small ones by one PutObject request, others in parts.</summary>
internal sealed class ObjectStoring(
    UploadOpening opening, SinglePut put, SingleCopy copy, PartTransfer transfer, PartSender sender, UploadFinish finish)
{
    /// <param name="run">What is to be stored.</param>
    /// <param name="found">What an earlier run has left at the store.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What has happened; nothing is being sent any more. Nothing is thrown.</returns>
    public async Task<RunOutcome> ExecuteAsync(RunInput run, EarlierFind found, CancellationToken cancellationToken)
    {
        OpenUpload? upload = found.Upload;
        bool isInCheckpoint = upload is not null;
        try
        {
            using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            IAsyncEnumerator<PartContent> parts = sender.Read(run, found.Parts, reading.Token).GetAsyncEnumerator(reading.Token);
            await using (parts.ConfigureAwait(false))
            {
                bool hasParts = await parts.MoveNextAsync().ConfigureAwait(false);
                using PartContent? first = hasParts ? parts.Current : null;
                if (upload is null && first is { IsLast: true } && first.Range.Length <= run.Plan.SinglePutThreshold)
                {
                    return Ended(await PutAsync(run, first, cancellationToken).ConfigureAwait(false));
                }

                if (upload is null)
                {
                    upload = await opening.ExecuteAsync(run.Request, run.Algorithm, cancellationToken).ConfigureAwait(false);
                    run.Trace.OnOpened(upload.Record);
                    cancellationToken.ThrowIfCancellationRequested();
                    isInCheckpoint = await run.Checkpoint.BeginAsync(upload, cancellationToken).ConfigureAwait(false);
                }

                if (first is not null)
                {
                    var feed = new PartFeed(first, parts, reading);
                    await sender.SendAllAsync(run, upload, found.Parts, feed, isInCheckpoint && run.MayBeKept, cancellationToken)
                        .ConfigureAwait(false);
                }

                return Ended(await FinishAsync(run, upload, found, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception error)
        {
            return Ended(new StoreOutcome.NotStored(error));
        }

        RunOutcome Ended(StoreOutcome outcome) => new(outcome, upload, found.Stored, isInCheckpoint, HasReadSource: true);
    }

    private Task<StoreOutcome> PutAsync(RunInput run, PartContent whole, CancellationToken cancellationToken) => UploadPause.RunAsync(
        run.Request.Pause,
        () => PutNowAsync(run, whole, cancellationToken),
        cancellationToken);

    private Task<StoreOutcome> PutNowAsync(RunInput run, PartContent whole, CancellationToken cancellationToken) =>
        run.Request.Source is ICopiedSource copied
            ? PutCopiedAsync(run, copied, whole, cancellationToken)
            : put.ExecuteAsync(run.Request, run.Algorithm, whole, run.Ledger, cancellationToken);

    private async Task<StoreOutcome> PutCopiedAsync(
        RunInput run, ICopiedSource source, PartContent whole, CancellationToken cancellationToken)
    {
        UploadRequest request = run.Request;
        if (source is { Segments: [{ IsObject: true }] } && source.Find(whole.Range) is { } from)
        {
            return await copy.ExecuteAsync(request, run.Algorithm, from.Object, source.Checksum, cancellationToken).ConfigureAwait(false);
        }

        using PartContent fetched = await transfer.FetchAsync(source, whole, cancellationToken).ConfigureAwait(false);
        return await put.ExecuteAsync(request, run.Algorithm, fetched, run.Ledger, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoreOutcome> FinishAsync(
        RunInput run, OpenUpload upload, EarlierFind found, CancellationToken cancellationToken)
    {
        if (found.Stored is not null)
        {
            found.Parts.ThrowIfNotAll(run.Ledger.Parts.Count);
            return StoreOutcome.Of(found.Stored, run.Ledger.Parts);
        }

        // From here on the object may be there without our knowing: then the checkpoint tells its parts.
        await run.Checkpoint.CloseAsync(isWhole: true, cancellationToken).ConfigureAwait(false);
        return await UploadPause.RunAsync(
            run.Request.Pause,
            () => finish.CompleteAsync(upload, run.Request.Source, run.Ledger, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }
}
