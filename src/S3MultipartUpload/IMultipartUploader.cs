namespace S3MultipartUpload;

/// <summary>Puts objects of any size into S3.</summary>
public interface IMultipartUploader
{
    /// <summary>
    /// Stores one object: small ones by one PutObject request, others in parts that are sent in parallel. Returns when the store has
    /// confirmed the whole object.
    /// </summary>
    /// <param name="request">What to store, and where.</param>
    /// <param name="cancellationToken">
    /// Ends the upload: parts on their way are called back, and the multipart upload is aborted, before the call ends.
    /// </param>
    /// <returns>The receipt: every part as the store confirmed it.</returns>
    /// <exception cref="UploadRefusedException">The request breaks a rule; nothing was sent.</exception>
    /// <exception cref="MultipartUploadException">The upload failed; the exception says what is stored and what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<UploadManifest> UploadAsync(UploadRequest request, CancellationToken cancellationToken = default);
}
