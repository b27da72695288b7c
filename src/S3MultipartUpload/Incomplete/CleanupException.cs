namespace S3MultipartUpload;

/// <summary>
/// Incomplete uploads could not be listed or aborted, or the lifecycle rule not be read or written.
/// <see cref="Exception.InnerException"/> is the error of the store (<c>AmazonS3Exception</c>) or of the network, where there is one.
/// </summary>
public sealed class CleanupException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, why, and what to do.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public CleanupException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
