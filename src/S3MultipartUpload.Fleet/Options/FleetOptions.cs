namespace S3MultipartUpload.Fleet;

/// <summary>The settings of a node, or of a client.</summary>
public sealed class FleetOptions
{
    private const long MiB = 1024 * 1024;

    /// <summary>
    /// Where this machine has mounted the storage that all nodes share: the name of each root, as in <see cref="FleetSource.File"/>, and
    /// the folder here.
    /// </summary>
    public IDictionary<string, string> Roots { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// How many parts of a group's uploads are sent at one time, over all nodes; of a bucket's, where the uploads name no group. In such a
    /// group each job sends one part, or small file, at a time. All nodes should have the same limits.
    /// </summary>
    public IDictionary<string, int> PartLimits { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>How many jobs this node does at one time.</summary>
    /// <value>Default: 4.</value>
    public int MaxJobs { get; set; } = 4;

    /// <summary>How many small files are one job.</summary>
    /// <value>Default: 1,000.</value>
    public int BatchSize { get; set; } = 1_000;

    /// <summary>How many small files of a job are sent at one time.</summary>
    /// <value>Default: 16.</value>
    public int FilesPerJob { get; set; } = 16;

    /// <summary>From this size on, in bytes, an object is divided among the nodes.</summary>
    /// <value>Default: 1 GiB.</value>
    public long LargeObjectSize { get; set; } = 1024 * MiB;

    /// <summary>How much of a large object one job sends, in bytes; more where it would be more than 2,500 jobs.</summary>
    /// <value>Default: 512 MiB, a minute's work at 72 Mbit/s for each job.</value>
    public long RangeSize { get; set; } = 512 * MiB;

    /// <summary>How often a node tries to store an object, or a range of one, before it is given up.</summary>
    /// <value>Default: 5.</value>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long to wait after the first failure; three times as long after each further one, 5 minutes at the most.</summary>
    /// <value>Default: 5 seconds.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a node that is stopped lets its jobs go on; then they are called back, and another node goes on with them. The host's
    /// shutdown timeout should be longer.
    /// </summary>
    /// <value>Default: 20 seconds.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a node says that it lives.</summary>
    /// <value>Default: 5 seconds. A node that has not for twice as long is taken for dead, and others do its work.</value>
    public TimeSpan CheckInInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node waits before it looks for work again, where there was none.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The service key of the uploader, see <c>AddKeyedS3MultipartUpload</c>. Default: null, the one without a key.</summary>
    public string? UploaderKey { get; set; }

    /// <summary>An upload that was submitted, or cancelled, as long ago and has no work has lost it: its client has died.</summary>
    internal TimeSpan LostAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the upload is in a group that has a limit.</summary>
    internal bool IsLimited(FleetUpload upload) => PartLimits.ContainsKey(upload.Group);
}
