using S3MultipartUpload.Writing;

namespace S3MultipartUpload;

/// <summary>Uploads what is written into a stream.</summary>
public static class ObjectWriterExtensions
{
    /// <summary>
    /// Opens a writer whose bytes become an object. Parts are sent while it is written to; below one part it is one PutObject request.
    /// Nothing is read twice, so it cannot be resumed.
    /// </summary>
    /// <param name="uploader">The uploader.</param>
    /// <param name="target">Where the object goes, and how it is described.</param>
    /// <param name="partSize">The size in bytes of every part but the last. Default: as the options' part sizer says.</param>
    /// <param name="progress">Told how far the upload is. Default: nobody.</param>
    /// <param name="cancellationToken">Ends the upload, now and as long as the writer is open.</param>
    /// <returns>The writer. Call <see cref="ObjectWriter.CompleteAsync"/> when all is written; disposed before, it stores nothing.</returns>
    /// <exception cref="UploadRefusedException">The target or the part size breaks a rule; nothing was sent.</exception>
    public static async Task<ObjectWriter> OpenWriteAsync(
        this IMultipartUploader uploader,
        UploadTarget target,
        long? partSize = null,
        IProgress<UploadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uploader);
        ArgumentNullException.ThrowIfNull(target);
        var source = new WrittenSource();
        var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<UploadManifest> upload = uploader.UploadAsync(
            new UploadRequest(target, source)
            {
                PartSize = partSize,
                Progress = progress,

                // What was written is gone, so an upload that was kept could never be continued.
                FailureAction = FailureAction.Abort,
                Resume = new ResumeOptions { Automatic = false },
            },
            end.Token);
        var writer = new ObjectWriter(source, upload, end, cancellationToken);
        if (upload is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            // It was refused.
            await using (writer.ConfigureAwait(false))
            {
                await upload.ConfigureAwait(false);
            }
        }

        return writer;
    }
}
