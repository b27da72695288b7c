namespace S3MultipartUpload.Fleet.Work;

/// <summary>Hands work to whichever node is free. What an engine has to do for the fleet.</summary>
internal interface IWorkSchedule
{
    /// <summary>Schedules work. What is scheduled under the same name is replaced, its delay too.</summary>
    /// <param name="upload">The upload: its priority, and its group.</param>
    /// <param name="items">The work.</param>
    /// <param name="delay">How long to wait.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task ScheduleAsync(FleetUpload upload, IReadOnlyCollection<WorkItem> items, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Forgets all work of an upload that has not begun.</summary>
    Task ClearAsync(string id, CancellationToken cancellationToken);

    /// <summary>Whether there is any work of an upload, begun or not.</summary>
    Task<bool> HasWorkAsync(string id, CancellationToken cancellationToken);

    /// <summary>The names of this node, and of all that live.</summary>
    Task<(string Own, IReadOnlyCollection<string> All)> NodesAsync(CancellationToken cancellationToken);

    /// <summary>Lets no more work begin on this node, which is about to stop.</summary>
    Task StandByAsync(CancellationToken cancellationToken);

    /// <summary>Waits until all work that was handed to this node has begun.</summary>
    /// <param name="running">What has begun.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task WhenBegunAsync(RunningWork running, CancellationToken cancellationToken);
}
