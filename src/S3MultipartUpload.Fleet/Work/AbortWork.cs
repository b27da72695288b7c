using System.Runtime.ExceptionServices;
using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>
/// Throws away what a cancelled upload has left at the store; and once more when every node has heard of the end.
/// </summary>
internal sealed class AbortWork(
    UploadTable uploads, ObjectTable objects, IMultipartUploader uploader, ICheckpointStore checkpoints) : IWork
{
    /// <summary>How long a node may take to hear of the end.</summary>
    public static readonly TimeSpan Hearsay = TimeSpan.FromMinutes(2);

    public async Task<NextWork?> ExecuteAsync(WorkAttempt attempt, CancellationToken cancellationToken)
    {
        (FleetUpload upload, WorkItem item) = (attempt.Upload, attempt.Item);
        if (await uploads.FindUnclearedAsync(upload.Id, Hearsay, cancellationToken).ConfigureAwait(false) is not var (_, rest))
        {
            return null;
        }

        bool isLast = rest <= TimeSpan.Zero;
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
            catch (CheckpointException held) when (held.Problem == CheckpointProblem.Missing
                || (held.Problem == CheckpointProblem.InUse && isLast))
            {
                // Nothing was begun; or it is held, and not by a node that has yet to hear of the end: by another upload to the same key.
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

        if (!isLast)
        {
            return new NextWork(item, rest);
        }

        await uploads.SetClearedAsync(upload.Id, cancellationToken).ConfigureAwait(false);
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
