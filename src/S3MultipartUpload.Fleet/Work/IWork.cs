namespace S3MultipartUpload.Fleet.Work;

/// <summary>How one kind of work is done. It may be done more than once, and by two nodes at a time.</summary>
internal interface IWork
{
    /// <returns>What to do later; null where it is done.</returns>
    Task<NextWork?> ExecuteAsync(WorkAttempt attempt, CancellationToken cancellationToken);

    /// <summary>It has failed too often, or for good.</summary>
    Task GiveUpAsync(WorkAttempt attempt, Exception error, CancellationToken cancellationToken);
}
