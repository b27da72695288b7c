namespace S3MultipartUpload;

/// <summary>
/// Which incomplete uploads a background service of the application aborts, and when. Validated when the application starts.
/// </summary>
public sealed class IncompleteUploadSweeperOptions
{
    /// <summary>
    /// Where to sweep: buckets, and the prefixes in them that are this application's. An <see cref="IncompleteUploadQuery.OlderThan"/> must
    /// not be below <see cref="MinimumAge"/>, which counts where there is none.
    /// </summary>
    /// <value>Default: none; at least one is needed.</value>
    public IList<IncompleteUploadQuery> Queries { get; } = [];

    /// <summary>
    /// How long ago an upload must have been begun. The store does not say whether an upload still runs: choose more than the longest one
    /// takes, pauses and resumptions included. Those that run in this process are left alone, whatever their age.
    /// </summary>
    /// <value>Default: 7 days. From 1 day to 10 years.</value>
    public TimeSpan MinimumAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The time from one sweep to the next, give or take a tenth, so that several machines do not sweep in step. The first one is within
    /// the first hour, or the first interval where that is less.
    /// </summary>
    /// <value>Default: 1 day. From 1 minute to 30 days.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Stores of checkpoints beside those of the application's uploaders (<see cref="S3MultipartUploadOptions.CheckpointStore"/>): those
    /// that requests name. An object of which one of all these has a checkpoint is left alone, whatever its age, for it is to be resumed.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<ICheckpointStore> CheckpointStores { get; } = [];
}
