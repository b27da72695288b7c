using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>One upload from its first request to its last.</summary>
/// <param name="earlier">Finds what an earlier run has left.</param>
/// <param name="storing">Reads, sends and completes.</param>
/// <param name="settler">Finds out what has become of an upload that did not simply succeed.</param>
/// <param name="logger">The log.</param>
internal sealed class UploadRun(EarlierRun earlier, ObjectStoring storing, Settler settler, ILogger logger)
{
    /// <returns>The receipt, or what to tell the caller. Nothing is thrown.</returns>
    public async Task<RunEnd> ExecuteAsync(RunInput run, CancellationToken cancellationToken)
    {
        RunOutcome outcome = await StoreAsync(run, cancellationToken).ConfigureAwait(false);
        bool keep = outcome.CanBeKept && run.Request.FailureAction != FailureAction.Abort;
        bool isGone = keep && outcome.Store.Error is { } error && UploadFailure.CauseOf(error) is UploadNotFoundException;
        SettledUpload settled = await settler.SettleAsync(
            outcome.Store, run.Request, outcome.IsOpen && !isGone ? outcome.Upload : null, keep).ConfigureAwait(false);
        if (settled is { Stored: { } stored })
        {
            UploadManifest manifest = await CompletedAsync(run, outcome.Upload, settled, stored).ConfigureAwait(false);
            return new RunEnd(manifest, Failure: null, outcome.HasReadSource);
        }

        Exception failure = await FailedAsync(run, outcome.Upload, settled, cancellationToken).ConfigureAwait(false);
        return new RunEnd(Manifest: null, failure, outcome.HasReadSource);
    }

    private async Task<RunOutcome> StoreAsync(RunInput run, CancellationToken cancellationToken)
    {
        if (run.Earlier is null)
        {
            return await storing.ExecuteAsync(run, EarlierFind.Nothing, cancellationToken).ConfigureAwait(false);
        }

        var upload = new OpenUpload(run.Request, run.Earlier.Upload);
        StoreOutcome failed;
        bool isOpen = true;
        try
        {
            EarlierFind found = await earlier
                .FindAsync(run.Earlier, upload, run.Request, run.Plan, cancellationToken).ConfigureAwait(false);
            if (found.Stored is not { IsDamaged: true })
            {
                run.Checkpoint.Expect(found.Parts);
                run.Ledger.OnResumed([.. found.Parts.Kept]);
                return await storing.ExecuteAsync(run, found, cancellationToken).ConfigureAwait(false);
            }

            isOpen = false;
            failed = StoreOutcome.Of(found.Stored, []);
        }
        catch (Exception error)
        {
            failed = new StoreOutcome.NotStored(error);
        }

        return new RunOutcome(failed, upload, isOpen, CanBeKept: true, HasReadSource: false);
    }

    private async Task<UploadManifest> CompletedAsync(RunInput run, OpenUpload? upload, SettledUpload settled, StoredObject stored)
    {
        await run.Checkpoint.DeleteAsync().ConfigureAwait(false);
        if (upload is null)
        {
            run.Ledger.OnStored(settled.Parts[0] with { ETag = stored.ETag ?? "" });
        }

        UploadManifest manifest = ManifestOf(run, upload);
        Log.Completed(logger, manifest.Size, manifest.Parts.Count, manifest.Duration, manifest.Retries);
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

    private async Task<Exception> FailedAsync(
        RunInput run, OpenUpload? upload, SettledUpload settled, CancellationToken cancellationToken)
    {
        FailedUploadState state = settled.State;
        Exception error = settled.Error ?? new InvalidOperationException("The upload failed.");
        if (upload is not null)
        {
            Log.Failed(logger, upload.UploadId, state);
        }

        bool isOver = state is FailedUploadState.Aborted or FailedUploadState.Suspect;
        await (isOver ? run.Checkpoint.DeleteAsync() : run.Checkpoint.CloseAsync(isWhole: false, CancellationToken.None))
            .ConfigureAwait(false);
        return cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The upload was cancelled.", error, cancellationToken)
            : UploadFailure.Create(error, run.Request, state, ManifestOf(run, upload));
    }

    private static UploadManifest ManifestOf(RunInput run, OpenUpload? upload) =>
        upload is null ? run.Ledger.ToManifest(uploadId: null, run.Algorithm) : run.Ledger.ToManifest(upload);
}
