using Microsoft.Extensions.Logging;
using Quartz;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Engine;

/// <summary>
/// The one job that Quartz knows. Its name is kept in the database. It fails where the upload could not be read, or the work not be handed
/// on, as by a scheduler that is being shut down: then it begins again, on any node, some times; after that the work is one that was lost.
/// </summary>
[DisallowConcurrentExecution]
[RetryPolicy(5, "00:00:01")]
internal sealed class FleetJob(FleetWorker worker, ILogger<FleetJob> logger) : IJob
{
    public const string Work = "work";

    /// <summary>The span that the work was handed out in, as W3C Trace Context writes it.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>How long work that only newer nodes know is left to them.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        string text = context.JobDetail.JobDataMap[Work] as string ?? "";
        if (WorkItem.TryParse(context.JobDetail.Key.Group, text, out WorkItem? item))
        {
            string? parent = context.JobDetail.JobDataMap.TryGetValue(TraceParent, out object? value) ? value as string : null;
            await worker.ExecuteAsync(item, parent, cancellationToken).ConfigureAwait(false);
            return;
        }

        FleetLog.Unknown(logger, context.JobDetail.Key.Group, text);
        ITrigger again = context.Trigger.GetTriggerBuilder().StartAt(context.Scheduler.TimeProvider.GetUtcNow() + Later).Build();
        await context.Scheduler.RescheduleJob(context.Trigger.Key, again, cancellationToken).ConfigureAwait(false);
    }
}
