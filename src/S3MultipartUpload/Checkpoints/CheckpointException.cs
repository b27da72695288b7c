namespace S3MultipartUpload;

/// <summary>
/// A checkpoint cannot serve. No request was made before, unless it could not be written (<see cref="CheckpointProblem.NotSaved"/>), or
/// could not be removed after its upload was aborted (<see cref="CheckpointProblem.Unavailable"/>).
/// </summary>
public sealed class CheckpointException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What kind of problem it is.</param>
    /// <param name="location">Where the checkpoint is kept.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public CheckpointException(CheckpointProblem problem, string location, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Problem = problem;
        Location = location;
    }

    /// <summary>What kind of problem it is.</summary>
    public CheckpointProblem Problem { get; }

    /// <summary>Where the checkpoint is kept; for a file, its path.</summary>
    public string Location { get; }

    internal static CheckpointException Missing(string location) => new(
        CheckpointProblem.Missing, location, $"There is no checkpoint '{location}': nothing to resume.");

    internal static CheckpointException InUse(string location, Exception? innerException = null) => new(
        CheckpointProblem.InUse, location,
        $"The checkpoint '{location}' is in use: another upload to the same object is running. Wait until it has ended.", innerException);

    internal static CheckpointException Unusable(string location, string reason, Exception? innerException = null) => new(
        CheckpointProblem.Unusable, location,
        $"The checkpoint '{location}' is unusable: {reason.TrimEnd('.')}. Remove it to upload the object from its first " +
        "byte.", innerException);

    internal static CheckpointException Irregular(string location, string file) => new(
        CheckpointProblem.Unusable, location,
        $"The checkpoint '{location}' is unusable: '{file}' is a link, or no regular file. Find out who has put it there, and remove it.");

    internal static CheckpointException Unavailable(string location, Exception innerException) => new(
        CheckpointProblem.Unavailable, location,
        $"The store of the checkpoint '{location}' failed: {innerException.Message.TrimEnd('.')}. Try again when it works.",
        innerException);

    internal static CheckpointException NotSaved(string location, Exception innerException) => new(
        CheckpointProblem.NotSaved, location,
        $"The checkpoint '{location}' could not be written: {innerException.Message.TrimEnd('.')}.", innerException);
}
