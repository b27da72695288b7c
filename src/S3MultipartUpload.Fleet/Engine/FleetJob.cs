using Quartz;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Engine;

/// <summary>The one job that Quartz knows. Its name is kept in the database.</summary>
[DisallowConcurrentExecution]
internal sealed class FleetJob(FleetWorker worker) : IJob
{
    public const string Work = "work";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var item = WorkItem.Parse(context.JobDetail.Key.Group, context.JobDetail.JobDataMap[Work] as string ?? "");
        await worker.ExecuteAsync(item, cancellationToken).ConfigureAwait(false);
    }
}
