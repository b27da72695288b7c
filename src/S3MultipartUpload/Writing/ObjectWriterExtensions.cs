using S3MultipartUpload.Writing;

namespace S3MultipartUpload;

/// <summary>Uploads what is written into a stream.</summary>
public static class ObjectWriterExtensions
{
    /// <summary>
    /// Opens a writer whose bytes become an object. Parts are sent while it is written to; below one part it is one PutObject request.
    /// </summary>
    /// <remarks>
    /// What was written is gone, so the upload cannot be resumed: it uses no checkpoint store, not even that of the options, and an
    /// incomplete upload to the same key stays as it is. When it fails it is aborted. Who writes to several in turn needs room in
    /// <see cref="S3MultipartUploadOptions.MaxBufferedBytes"/> for a part of each, or he would wait for himself.
    /// </remarks>
    /// <param name="uploader">The uploader.</param>
    /// <param name="target">Where the object goes, and how it is described.</param>
    /// <param name="partSize">The size in bytes of every part but the last. Default: as the options' part sizer says.</param>
    /// <param name="progress">Told how far the upload is. Default: nobody.</param>
    /// <param name="cancellationToken">Ends the upload, now and as long as the writer is open.</param>
    /// <returns>The writer. <see cref="ObjectWriter.CompleteAsync"/> stores the object; disposed before, it stores nothing.</returns>
    /// <exception cref="UploadRefusedException">The target or the part size breaks a rule; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<ObjectWriter> OpenWriteAsync(
        this IMultipartUploader uploader,
        UploadTarget target,
        long? partSize = null,
        IProgress<UploadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uploader);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var upload = new WrittenUpload(
            uploader,
            source => new UploadRequest(target, source) { PartSize = partSize, Progress = progress, HasCheckpoint = false },
            cancellationToken);
        if (await upload.Begun.ConfigureAwait(false) is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            // It was refused.
            await upload.Result.ConfigureAwait(false);
        }

        return new ObjectWriter(upload);
    }
}
