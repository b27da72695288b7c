namespace S3MultipartUpload.Fleet;

/// <summary>What has become of an upload of the fleet.</summary>
public enum FleetState
{
    /// <summary>
    /// A node has yet to look which files a folder has, or is looking. Until it knows all of them there are no objects
    /// (<see cref="FleetStatus.Objects"/> is 0), and none is stored; then it is <see cref="Running"/>. It can be cancelled, but not paused.
    /// A single object, or a list, is never in this state.
    /// </summary>
    Listing,

    /// <summary>Nodes work on it, or will as soon as they are free.</summary>
    Running,

    /// <summary>
    /// No new work begins until it is resumed (<see cref="IUploadFleet.ResumeAsync"/>). What is on its way when it is paused ends, and may
    /// be the last of it.
    /// </summary>
    Paused,

    /// <summary>Every object is stored. It stays so.</summary>
    Completed,

    /// <summary>
    /// It has ended, and some objects are not stored, or its folder could not be listed: see <see cref="FleetStatus.Failures"/>.
    /// <see cref="IUploadFleet.RetryAsync"/> makes it <see cref="Running"/> again, or <see cref="Listing"/>;
    /// <see cref="IUploadFleet.CancelAsync"/> gives it up.
    /// </summary>
    Failed,

    /// <summary>It was cancelled, and stays so. Objects that were stored before stay, too; nodes throw away what is incomplete.</summary>
    Canceled,
}
