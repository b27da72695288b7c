namespace S3MultipartUpload;

/// <summary>A source of a copy cannot serve. Nothing was stored.</summary>
public sealed class CopySourceException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What kind of problem it is.</param>
    /// <param name="source">The source.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public CopySourceException(CopySourceProblem problem, CopySource source, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Problem = problem;
        CopySource = source;
    }

    /// <summary>What kind of problem it is.</summary>
    public CopySourceProblem Problem { get; }

    /// <summary>The source.</summary>
    public CopySource CopySource { get; }
}
