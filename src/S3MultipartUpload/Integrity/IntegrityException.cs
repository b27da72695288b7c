namespace S3MultipartUpload;

/// <summary>
/// What the store has is not what was sent, and sending it again did not help, or cannot. The message says what to do.
/// </summary>
public sealed class IntegrityException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What differs, and what to do.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public IntegrityException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
