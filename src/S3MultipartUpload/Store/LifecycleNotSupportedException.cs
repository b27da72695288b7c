namespace S3MultipartUpload;

/// <summary>
/// The store has no lifecycle rules that abort incomplete uploads; nothing was changed. Run <see cref="IIncompleteUploads.AbortAsync"/>
/// from time to time instead.
/// </summary>
public sealed class LifecycleNotSupportedException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the store answered, and what to do instead.</param>
    /// <param name="innerException">The store's error, if it gave one.</param>
    public LifecycleNotSupportedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
