namespace S3MultipartUpload;

/// <summary>The upload was refused before the first request: nothing was sent. The message says what to change.</summary>
public sealed class UploadRefusedException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The rule that is broken, the numbers, and what to change.</param>
    public UploadRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception for several problems at once.</summary>
    internal UploadRefusedException(IReadOnlyCollection<string> problems)
        : base(string.Join(" ", problems))
    {
    }
}
