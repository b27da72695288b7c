using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>
/// Throws away what a cancelled upload has left at the store; and once more later, for a node that did not hear of it in time.
/// </summary>
internal sealed class AbortWork(
    ObjectTable objects, IMultipartUploader uploader, ICheckpointStore checkpoints, IWorkSchedule schedule) : IWork
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(2);

    public async Task<TimeSpan?> ExecuteAsync(FleetUpload upload, WorkItem item, CancellationToken cancellationToken)
    {
        foreach ((string key, string? session, bool hasCheckpoint) in
            await objects.FindLeftAsync(upload.Id, upload.BucketName, cancellationToken).ConfigureAwait(false))
        {
            if (session is not null)
            {
                await AbortAsync(session, cancellationToken).ConfigureAwait(false);
            }

            if (hasCheckpoint)
            {
                await uploader.AbortAsync(FleetTargets.TargetOf(upload, key), checkpoints, cancellationToken).ConfigureAwait(false);
            }
        }

        if (item.First == 0)
        {
            await schedule.ScheduleAsync(upload, [item with { First = 1 }], Later, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    public Task GiveUpAsync(WorkItem item, Exception error, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AbortAsync(string session, CancellationToken cancellationToken)
    {
        try
        {
            await uploader.OpenSession(session).AbortAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (UploadRefusedException)
        {
            // It was completed in the last moment: the object is there.
            return;
        }
    }
}
