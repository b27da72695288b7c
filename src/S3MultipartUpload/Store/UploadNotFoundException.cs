namespace S3MultipartUpload;

/// <summary>
/// The store does not know the multipart upload any more: it was aborted, by somebody or by a lifecycle rule, or it belongs to another
/// store. Its parts are gone; the object has to be uploaded again (see <see cref="ResumeOptions.RestartIfUploadNotFound"/>).
/// </summary>
public sealed class UploadNotFoundException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which upload it is.</param>
    /// <param name="innerException">What the store said, if anything.</param>
    public UploadNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
