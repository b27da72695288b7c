namespace S3MultipartUpload.Fleet.Work;

/// <summary>Leaves work to other nodes where this one has not the source: its mount is missing, for instance.</summary>
internal sealed class OtherNodes(IWorkSchedule schedule, FleetOptions options, TimeProvider time, WorkLog log)
{
    /// <summary>What so many nodes have not is taken for missing, however many there are.</summary>
    private const int MostMisses = 10;

    /// <returns>The work for others, to be done a little later; null where every node that lives has missed the source.</returns>
    public async Task<NextWork?> LeaveAsync(WorkItem item, Exception error, CancellationToken cancellationToken)
    {
        (string own, IReadOnlyCollection<string> all) = await schedule.NodesAsync(cancellationToken).ConfigureAwait(false);
        WorkItem missed = item with { Missed = [.. item.Missed.Union([own])] };
        if (missed.Missed.Count >= MostMisses || !all.Except(missed.Missed).Any())
        {
            return null;
        }

        log.LeftToOthers(item, error);

        // Who can do nothing is free again at once, and would take everything. An engine hands out what is soon due to whoever has put it
        // there; so it is due later than that, and at no time that would always suit the same node.
        await Task.Delay(options.IdleTime, time, cancellationToken).ConfigureAwait(false);
        return new NextWork(missed, options.RetryDelay + (options.IdleTime * (2 + (3 * Random.Shared.NextDouble()))));
    }
}
