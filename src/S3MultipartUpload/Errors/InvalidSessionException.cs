namespace S3MultipartUpload;

/// <summary>What was read is not a session that was written down; the message says why. Nothing was sent.</summary>
public sealed class InvalidSessionException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public InvalidSessionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
