namespace S3MultipartUpload.Fleet.Work;

/// <summary>How one kind of work is done. It may be done more than once, and by two nodes at a time.</summary>
internal interface IWork
{
    /// <returns>When to do the same again; null where it is done.</returns>
    Task<TimeSpan?> ExecuteAsync(FleetUpload upload, WorkItem item, CancellationToken cancellationToken);

    /// <summary>It has failed too often, or for good.</summary>
    Task GiveUpAsync(WorkItem item, Exception error, CancellationToken cancellationToken);
}
