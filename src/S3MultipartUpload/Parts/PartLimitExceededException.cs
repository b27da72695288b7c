namespace S3MultipartUpload;

/// <summary>
/// A source of unknown length holds more than its parts can carry. The object was not completed: it would have been cut off.
/// </summary>
public sealed class PartLimitExceededException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The numbers, and what to change.</param>
    public PartLimitExceededException(string message)
        : base(message)
    {
    }
}
