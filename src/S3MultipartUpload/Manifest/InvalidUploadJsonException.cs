namespace S3MultipartUpload;

/// <summary>
/// What was read is not a manifest or a session, or contradicts itself; the message says where. It was not used for anything.
/// </summary>
public sealed class InvalidUploadJsonException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and where.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public InvalidUploadJsonException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
