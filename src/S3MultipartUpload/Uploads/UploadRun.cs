using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>One upload from its first request to its last.</summary>
/// <param name="earlier">Finds what an earlier run has left.</param>
/// <param name="storing">Reads, sends and completes.</param>
/// <param name="settler">Finds out what has become of an upload that did not simply succeed.</param>
/// <param name="deadline">Bounds the cleaning up, all of it together.</param>
internal sealed class UploadRun(EarlierRun earlier, ObjectStoring storing, Settler settler, Deadline deadline)
{
    /// <returns>The receipt, or what to tell the caller. Nothing is thrown.</returns>
    public async Task<RunEnd> ExecuteAsync(RunInput run, CancellationToken cancellationToken)
    {
        RunOutcome outcome = await StoreAsync(run, cancellationToken).ConfigureAwait(false);
        bool keep = outcome.IsInCheckpoint && run.MayBeKept;
        using CancellationTokenSource end = deadline.Start();
        SettledUpload settled = outcome is { Found: { IsDamaged: false } found, Store.Error: { } error }
            ? SettledUpload.CompletedElsewhere(found, error)
            : await settler.SettleAsync(
                outcome.Store, run.Request, outcome.Found is null ? outcome.Upload : null, keep, end.Token).ConfigureAwait(false);
        if (settled is { Stored: { } stored, Error: null })
        {
            UploadManifest manifest = await CompletedAsync(run, outcome.Upload, settled, stored, end.Token).ConfigureAwait(false);
            await run.Ledger.EndAsync(isCompleted: true).ConfigureAwait(false);
            return new RunEnd(manifest, Failure: null, outcome.HasReadSource);
        }

        Exception failure = await FailedAsync(run, outcome.Upload, settled, end.Token, cancellationToken).ConfigureAwait(false);
        await run.Ledger.EndAsync(isCompleted: false).ConfigureAwait(false);
        return new RunEnd(Manifest: null, failure, outcome.HasReadSource);
    }

    private Task<RunOutcome> StoreAsync(RunInput run, CancellationToken cancellationToken) => run.Earlier is { } left
        ? StoreRestAsync(run, left, cancellationToken)
        : storing.ExecuteAsync(run, EarlierFind.Nothing, cancellationToken);

    private async Task<RunOutcome> StoreRestAsync(RunInput run, UploadCheckpoint left, CancellationToken cancellationToken)
    {
        var upload = new OpenUpload(run.Request, left.Upload);
        run.Trace.OnOpened(upload.Record);
        StoreOutcome failed;
        StoredObject? stored = null;
        try
        {
            EarlierFind found = await earlier
                .FindAsync(left, upload, run.Request, run.Plan, cancellationToken).ConfigureAwait(false);
            if (found.Stored is not { IsDamaged: true })
            {
                run.Checkpoint.Expect(found.Parts);
                run.Ledger.OnResumed([.. found.Parts.Kept]);
                return await storing.ExecuteAsync(run, found, cancellationToken).ConfigureAwait(false);
            }

            stored = found.Stored;
            failed = StoreOutcome.Of(stored, []);
        }
        catch (Exception error)
        {
            failed = new StoreOutcome.NotStored(error);
        }

        return new RunOutcome(failed, upload, stored, IsInCheckpoint: true, HasReadSource: false);
    }

    private static async Task<UploadManifest> CompletedAsync(
        RunInput run, OpenUpload? upload, SettledUpload settled, StoredObject stored, CancellationToken end)
    {
        await run.Checkpoint.DeleteAsync(end).ConfigureAwait(false);
        if (upload is null)
        {
            run.Ledger.OnStored(settled.Parts[0] with { ETag = stored.ETag ?? "" });
        }

        run.Trace.BytesResumed = run.Ledger.BytesResumed;
        UploadManifest manifest = ManifestOf(run, upload);
        return manifest with
        {
            IsComplete = true,
            ETag = stored.ETag,
            VersionId = stored.VersionId,
            Location = stored.Location,
            Checksum = upload is null
                ? ObjectDigest.OfPut(manifest.ChecksumAlgorithm, manifest.Parts[0])
                : upload.ChecksumOf(manifest.Parts),
        };
    }

    private static async Task<Exception> FailedAsync(
        RunInput run, OpenUpload? upload, SettledUpload settled, CancellationToken end, CancellationToken cancellationToken)
    {
        FailedUploadState state = settled.State;
        Exception error = settled.Error ?? new InvalidOperationException("The upload failed.");
        bool isOver = state is FailedUploadState.Aborted or FailedUploadState.Suspect;
        await (isOver ? run.Checkpoint.DeleteAsync(end) : run.Checkpoint.CloseAsync(isWhole: false, end)).ConfigureAwait(false);
        return cancellationToken.IsCancellationRequested
            ? UploadFailure.Canceled("The upload", settled, ManifestOf(run, upload), cancellationToken)
            : UploadFailure.Create(error, run.Request, state, ManifestOf(run, upload));
    }

    private static UploadManifest ManifestOf(RunInput run, OpenUpload? upload) =>
        upload is null ? run.Ledger.ToManifest(uploadId: null, run.Algorithm) : run.Ledger.ToManifest(upload);
}
