using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>
/// Finds what is left to do of an upload in its present state, and schedules it: at its beginning, after a change by a client, and where
/// work was lost. It may be called at any time, and more than once. Of a paused upload there is nothing to do.
/// </summary>
internal sealed class WorkPlan(UploadTable uploads, ObjectTable objects, RangeTable ranges, IWorkSchedule schedule, FleetOptions options)
{
    /// <summary>
    /// Has a node look what is to be done, if anything is. Clients do only this: how work is cut is for the nodes.
    /// </summary>
    public async Task BeginAsync(string id, CancellationToken cancellationToken)
    {
        if (await uploads.FindWorkAsync(id, cancellationToken).ConfigureAwait(false) is var (upload, _, _))
        {
            await schedule.ScheduleAsync(upload, [new WorkItem(WorkKind.List, id)], TimeSpan.Zero, cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            await ScheduleAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ScheduleAsync(string id, CancellationToken cancellationToken)
    {
        if (await uploads.FindUnclearedAsync(id, AbortWork.Hearsay, cancellationToken).ConfigureAwait(false) is var (canceled, _))
        {
            await schedule.ScheduleAsync(canceled, [new WorkItem(WorkKind.Abort, id)], TimeSpan.Zero, cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        if (await uploads.FindWorkAsync(id, cancellationToken).ConfigureAwait(false) is not var (upload, _, state))
        {
            return;
        }

        if (state == FleetState.Listing)
        {
            await schedule.ScheduleAsync(upload, [new WorkItem(WorkKind.List, id)], TimeSpan.Zero, cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        List<WorkItem> work = [.. await OpenAsync(id, number: null, cancellationToken).ConfigureAwait(false)];
        foreach (long first in await objects.FindWaitingBatchesAsync(id, options.BatchSize, cancellationToken).ConfigureAwait(false))
        {
            work.Add(new WorkItem(WorkKind.Batch, id, first, Last: first + options.BatchSize - 1));
        }

        await schedule.ScheduleAsync(upload, work, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Schedules what is left to do of one object that is open.</summary>
    public async Task ScheduleAsync(string id, long number, CancellationToken cancellationToken)
    {
        if (await uploads.FindWorkAsync(id, cancellationToken).ConfigureAwait(false) is var (upload, _, _))
        {
            List<WorkItem> work = await OpenAsync(id, number, cancellationToken).ConfigureAwait(false);
            await schedule.ScheduleAsync(upload, work, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<WorkItem>> OpenAsync(string id, long? number, CancellationToken cancellationToken) =>
    [
        .. (await ranges.FindOpenRangesAsync(id, number, cancellationToken).ConfigureAwait(false)).Select(open =>
            open.First is { } first && open.Last is { } last
                ? new WorkItem(WorkKind.Range, id, open.Number, first, last)
                : new WorkItem(WorkKind.Complete, id, open.Number)),
    ];
}
