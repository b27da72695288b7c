namespace S3MultipartUpload.Fleet;

/// <summary>How far an upload of the fleet is.</summary>
public sealed record FleetStatus
{
    /// <summary>The caller's name of it.</summary>
    public required string Id { get; init; }

    /// <summary>What has become of it.</summary>
    public required FleetState State { get; init; }

    /// <summary>How many objects there are to store; 0 while a folder is being listed.</summary>
    public required long Objects { get; init; }

    /// <summary>How many are stored.</summary>
    public required long ObjectsStored { get; init; }

    /// <summary>How many were given up, see <see cref="Failures"/>.</summary>
    public required long ObjectsFailed { get; init; }

    /// <summary>The bytes of what is stored: of whole objects, and of the ranges of large ones that are done.</summary>
    public required long BytesStored { get; init; }

    /// <summary>
    /// The parts of the large objects that were divided among the nodes until now. Default: 0, none was.
    /// </summary>
    public long Parts { get; init; }

    /// <summary>How many of them are stored.</summary>
    public required long PartsStored { get; init; }

    /// <summary>When it was submitted, by the clock of the database.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>The time from the submission until the end, or until now; pauses, and waiting for a node, included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The first of the objects that were given up, and why; at most 20.</summary>
    public required IReadOnlyList<FleetFailure> Failures { get; init; }

    /// <summary>
    /// Bytes stored in a second, on average over <see cref="Duration"/>. How fast it is now, two looks at <see cref="BytesStored"/> tell.
    /// </summary>
    public double BytesPerSecond => Duration > TimeSpan.Zero ? BytesStored / Duration.TotalSeconds : 0;

    /// <summary>
    /// How much is done, from 0 to 1: each object is a step, and each part of one that was divided is another. It goes back when a large
    /// object is divided, or begun anew, and far where the others are few. 0 while a folder is being listed.
    /// </summary>
    public double Progress => State == FleetState.Completed ? 1
        : Objects + Parts > 0 ? Math.Min(1, (double)(ObjectsStored + PartsStored) / (Objects + Parts))
        : 0;

    /// <summary>
    /// Whether it is <see cref="FleetState.Completed"/>, <see cref="FleetState.Failed"/> or <see cref="FleetState.Canceled"/>: no object is
    /// stored any more. What has failed goes on where it is retried; the others are ends for good. What is paused has not ended.
    /// </summary>
    public bool HasEnded => State is FleetState.Completed or FleetState.Failed or FleetState.Canceled;
}
