using System.Runtime.ExceptionServices;
using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>
/// Throws away what a cancelled upload has left at the store; and once more later, for a node that did not hear of it in time.
/// </summary>
internal sealed class AbortWork(
    ObjectTable objects, IMultipartUploader uploader, ICheckpointStore checkpoints, IWorkSchedule schedule) : IWork
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(2);

    public async Task<NextWork?> ExecuteAsync(WorkAttempt attempt, CancellationToken cancellationToken)
    {
        (FleetUpload upload, WorkItem item) = (attempt.Upload, attempt.Item);
        bool isFirst = item.First == 0;
        Exception? failure = null;
        foreach ((string key, string? session, bool hasCheckpoint) in
            await objects.FindLeftAsync(upload.Id, upload.BucketName, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (session is not null)
                {
                    await AbortAsync(uploader.OpenSession(session), cancellationToken).ConfigureAwait(false);
                }

                if (hasCheckpoint)
                {
                    await uploader.AbortAsync(FleetTargets.TargetOf(upload, key), checkpoints, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (CheckpointException held) when (held.Problem == CheckpointProblem.InUse && !isFirst)
            {
                // Not by a node that has yet to hear of the end: by another upload to the same key.
                continue;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                failure ??= error; // The others are thrown away all the same.
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (isFirst)
        {
            await schedule.ScheduleAsync(upload, [item with { First = 1 }], Later, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    public Task GiveUpAsync(WorkAttempt attempt, Exception error, CancellationToken cancellationToken) => Task.CompletedTask;

    public static async Task AbortAsync(IMultipartSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.AbortAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (UploadRefusedException)
        {
            // It was completed in the last moment: the object is there.
            return;
        }
    }
}
