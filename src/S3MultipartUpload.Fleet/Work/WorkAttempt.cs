namespace S3MultipartUpload.Fleet.Work;

/// <summary>One attempt at a piece of work.</summary>
/// <param name="upload">What it is for.</param>
/// <param name="item">What is to be done.</param>
internal sealed class WorkAttempt(FleetUpload upload, WorkItem item)
{
    public FleetUpload Upload => upload;

    public WorkItem Item => item;

    /// <summary>
    /// The multipart upload that the object had when the attempt began; null where it had none. What comes of the attempt is written down
    /// only where it has that one still: it may have been begun anew since.
    /// </summary>
    public string? Session { get; set; }
}
