namespace S3MultipartUpload;

/// <summary>
/// What all exceptions of this library have in common. A call of its methods can also end with an <see cref="OperationCanceledException"/>,
/// for the caller's own token, and with an <see cref="ArgumentNullException"/>.
/// </summary>
public abstract class S3UploadException : Exception
{
    private protected S3UploadException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
