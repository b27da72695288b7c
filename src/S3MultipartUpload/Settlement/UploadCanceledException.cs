namespace S3MultipartUpload;

/// <summary>
/// An upload was cancelled. What is stored is not lost: this says what it is, and what has become of the multipart upload.
/// <see cref="Exception.InnerException"/> is the error that the cancellation led to.
/// </summary>
public sealed class UploadCanceledException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was cancelled, and what is left.</param>
    /// <param name="manifest">What the store had confirmed.</param>
    /// <param name="state">What has become of the multipart upload.</param>
    /// <param name="innerException">The error that the cancellation led to.</param>
    /// <param name="cancellationToken">The token that was cancelled.</param>
    public UploadCanceledException(
        string message,
        UploadManifest manifest,
        FailedUploadState state,
        Exception? innerException,
        CancellationToken cancellationToken)
        : base(message, innerException, cancellationToken)
    {
        Manifest = manifest;
        State = state;
    }

    /// <summary>What the store had confirmed when the upload was cancelled, with the bucket, the key and the upload id.</summary>
    public UploadManifest Manifest { get; }

    /// <summary>What has become of the multipart upload.</summary>
    public FailedUploadState State { get; }
}
