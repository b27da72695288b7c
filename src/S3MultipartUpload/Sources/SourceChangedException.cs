namespace S3MultipartUpload;

/// <summary>
/// The source is not what it was when its upload began: it grew, shrank, was rewritten or disappeared. Nothing mixed was stored.
/// Start again when the source has settled.
/// </summary>
public sealed class SourceChangedException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What has changed.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public SourceChangedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>It changed between the run that stored the first parts and the one that resumes.</summary>
    internal bool IsSinceCheckpoint { get; init; }

    /// <summary>What the log says instead of the message, which has the key of the source; null where it has none.</summary>
    internal string? WithoutKey { get; init; }
}
