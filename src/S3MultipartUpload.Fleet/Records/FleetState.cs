namespace S3MultipartUpload.Fleet;

/// <summary>What has become of an upload of the fleet.</summary>
public enum FleetState
{
    /// <summary>A node has yet to look which files a folder has, or is about to.</summary>
    Listing,

    /// <summary>Nodes work on it, or will as soon as they are free.</summary>
    Running,

    /// <summary>No new work begins until it is resumed.</summary>
    Paused,

    /// <summary>Every object is stored.</summary>
    Completed,

    /// <summary>It has ended, and some objects are not stored: see <see cref="FleetStatus.Failures"/>. It can be retried.</summary>
    Failed,

    /// <summary>It was cancelled. Objects that were stored before stay.</summary>
    Canceled,
}
