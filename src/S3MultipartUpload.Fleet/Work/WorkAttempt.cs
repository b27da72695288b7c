using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>One attempt at a piece of work.</summary>
/// <param name="upload">What it is for.</param>
/// <param name="item">What is to be done.</param>
internal sealed class WorkAttempt(FleetUpload upload, WorkItem item)
{
    public FleetUpload Upload => upload;

    public WorkItem Item => item;

    /// <summary>
    /// The life of the object in which the attempt began; neither upload nor retries where it has not looked yet.
    /// </summary>
    public ObjectLife Life { get; set; }

    /// <summary>The key of the object; null where it is of several, or has not looked yet.</summary>
    public string? Key { get; set; }
}
