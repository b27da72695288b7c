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
    /// <exception cref="MultipartUploadException">It could not be aborted; the checkpoint still names it.</exception>
    public async Task<UploadManifest> AbortAsync(UploadCheckpoint found)
    {
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
        if (await settler.TryAbortAsync(UploadAddress.Of(target, found.Upload.UploadId)).ConfigureAwait(false) is { } failure)
        {
            throw UploadFailure.Create(failure, FailedUploadState.AbortFailed, manifest);
        }

        // Whoever gives up now would find the checkpoint of an upload that is gone the next time.
        using CancellationTokenSource end = deadline.Start();
        await checkpoint.DeleteAsync(end.Token).ConfigureAwait(false);
        return manifest;
    }
}
