using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>The upload that a checkpoint tells of.</summary>
internal sealed class SavedUpload(ICheckpoint checkpoint, ObjectSettings target, Settler settler, Deadline deadline)
{
    /// <returns>What the checkpoint says; null where there is none.</returns>
    /// <exception cref="CheckpointException">It is unusable.</exception>
    public async Task<UploadCheckpoint?> FindAsync(CancellationToken cancellationToken) =>
        await checkpoint.ReadAsync(cancellationToken).ConfigureAwait(false) is { } content
            ? CheckpointJson.Read(content, checkpoint.Location, target.BucketName, target.Key)
            : null;

    /// <exception cref="CheckpointException">There is none, or it is unusable.</exception>
    public async Task<UploadCheckpoint> RequireAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken).ConfigureAwait(false) ?? throw CheckpointException.Missing(checkpoint.Location);

    /// <summary>Aborts the upload, then forgets it: in this order, so that it cannot be left behind.</summary>
    /// <param name="found">What the checkpoint says.</param>
    /// <param name="evenIfCompleted">Whether an upload that was completed is forgotten, too; if not, that is an error.</param>
    /// <param name="cancellationToken">Ends the waiting for the store.</param>
    /// <exception cref="MultipartUploadException">
    /// It could not be aborted, or was completed; the checkpoint still names it.
    /// </exception>
    /// <exception cref="UploadCanceledException">The caller gave up; the checkpoint still names it.</exception>
    public async Task<UploadManifest> AbortAsync(UploadCheckpoint found, bool evenIfCompleted, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = deadline.Start();
        var manifest = new UploadManifest
        {
            BucketName = found.Upload.BucketName,
            Key = found.Upload.Key,
            UploadId = found.Upload.UploadId,
            PartSize = found.PartSize,
            ChecksumAlgorithm = found.Upload.ChecksumAlgorithm,
            Parts = found.Parts,
            Size = found.Parts.Sum(part => part.Size),
        };
        var upload = new OpenUpload(target, found.Upload);
        (bool wasThere, Exception? failure) =
            await settler.TryAbortAsync(upload.Address, end.Token, cancellationToken).ConfigureAwait(false);
        if (failure is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            var left = SettledUpload.Failure(FailedUploadState.AbortFailed, failure);
            throw UploadFailure.Canceled("The abort", left, manifest, cancellationToken);
        }

        if (failure is not null)
        {
            throw UploadFailure.Create(failure, FailedUploadState.AbortFailed, manifest);
        }

        if (!wasThere && !evenIfCompleted)
        {
            var gone = new StoreOutcome.NotStored(new UploadNotFoundException("The store does not know the multipart upload any more."));
            SettledUpload settled = await settler.SettleAsync(gone, target, upload, keep: true, end.Token).ConfigureAwait(false);
            if (settled.State != FailedUploadState.None)
            {
                throw UploadFailure.Create(gone.Cause, settled.State, manifest);
            }
        }

        // Not by the caller's token: who gave up here would leave the checkpoint of an upload that is gone.
        await checkpoint.DeleteAsync(end.Token).ConfigureAwait(false);
        return manifest;
    }
}
