using System.Diagnostics;
using Quartz;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Engine;

/// <summary>Work as jobs of Quartz: their group is the upload.</summary>
/// <param name="find">The scheduler.</param>
/// <param name="isOwn">Whether nobody else uses it.</param>
internal sealed class QuartzSchedule(Func<CancellationToken, ValueTask<IScheduler>> find, bool isOwn) : IWorkSchedule
{
    /// <summary>What begins at once has one time, whatever this machine's clock says; so the priority decides.</summary>
    private static readonly DateTimeOffset AtOnce = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How many jobs are one transaction.</summary>
    private const int Chunk = 100;

    public async Task ScheduleAsync(
        FleetUpload upload, IReadOnlyCollection<WorkItem> items, TimeSpan delay, CancellationToken cancellationToken)
    {
        IScheduler scheduler = await find(cancellationToken).ConfigureAwait(false);
        DateTimeOffset start = delay == TimeSpan.Zero ? AtOnce : scheduler.TimeProvider.GetUtcNow() + delay;
        foreach (WorkItem[] chunk in items.Chunk(Chunk))
        {
            await scheduler.ScheduleJobs(
                chunk.ToDictionary(JobOf, item => (IReadOnlyCollection<ITrigger>)[TriggerOf(upload, item, start)]),
                new ScheduleJobOptions { Replace = true },
                cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ClearAsync(string id, CancellationToken cancellationToken)
    {
        IScheduler scheduler = await find(cancellationToken).ConfigureAwait(false);
        await scheduler.DeleteJobs(GroupMatcher<JobKey>.GroupEquals(id), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> HasWorkAsync(string id, CancellationToken cancellationToken)
    {
        IScheduler scheduler = await find(cancellationToken).ConfigureAwait(false);
        var query = new JobQuery { Group = GroupMatcher<JobKey>.GroupEquals(id), Take = 1 };
        return (await scheduler.QueryJobs(query, cancellationToken).ConfigureAwait(false)).Items.Count > 0;
    }

    public async Task<(string Own, IReadOnlyCollection<string> All)> NodesAsync(CancellationToken cancellationToken)
    {
        IScheduler scheduler = await find(cancellationToken).ConfigureAwait(false);
        List<ClusterNode> nodes = await scheduler.QueryClusterNodes(cancellationToken).ConfigureAwait(false);
        return (
            scheduler.SchedulerInstanceId,
            [.. nodes.Where(node => node.State != ClusterNodeState.Failed).Select(node => node.InstanceId)]);
    }

    public async Task StandByAsync(CancellationToken cancellationToken)
    {
        if (isOwn)
        {
            await (await find(cancellationToken).ConfigureAwait(false)).Standby(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <remarks>A scheduler that has been put on standby hands out all the same what it has taken from the database before.</remarks>
    public async Task WhenBegunAsync(RunningWork running, CancellationToken cancellationToken)
    {
        if (!isOwn)
        {
            return;
        }

        IScheduler scheduler = await find(cancellationToken).ConfigureAwait(false);
        var own = new FireInstanceQuery { SchedulerInstanceId = scheduler.SchedulerInstanceId, State = null };
        while (await IsAnyLeftAsync().ConfigureAwait(false))
        {
            await Task.Delay(LookInterval, scheduler.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        async Task<bool> IsAnyLeftAsync()
        {
            IEnumerable<JobKey?> handed = (await scheduler.QueryFireInstances(own, cancellationToken).ConfigureAwait(false)).Items
                .Select(firing => firing.JobKey);
            return handed.Except(running.Pieces.Select(piece => new JobKey(piece.Item.Name, piece.Item.Upload))).Any();
        }
    }

    private static IJobDetail JobOf(WorkItem item) => JobBuilder.Create<FleetJob>()
        .WithIdentity(item.Name, item.Upload)
        .UsingJobData(FleetJob.Work, item.ToString())
        .UsingJobData(FleetJob.TraceParent, Activity.Current?.Id ?? "")
        .RequestRecovery()
        .Build();

    private static ITrigger TriggerOf(FleetUpload upload, WorkItem item, DateTimeOffset start) => TriggerBuilder.Create()
        .WithIdentity(item.Name, item.Upload)
        .ForJob(item.Name, item.Upload)
        .WithPriority(upload.Priority)
        .WithExecutionGroup(item.Kind is WorkKind.Batch or WorkKind.Range ? upload.Group : null)
        .StartAt(start)
        .WithSimpleSchedule(simple => simple.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
        .Build();
}
