using System.Collections.Concurrent;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Origins;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>Stores objects one by one; large files among them are handed to all nodes.</summary>
internal sealed class BatchWork(
    ObjectTable objects,
    SourceOpener sources,
    IMultipartUploader uploader,
    ICheckpointStore checkpoints,
    IWorkSchedule schedule,
    RunningWork running,
    OtherNodes others,
    SizeRules sizes,
    FleetOptions options,
    TimeProvider time,
    WorkLog log) : IWork
{
    /// <summary>How long the last word of a node that stops may take.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    public async Task<NextWork?> ExecuteAsync(WorkAttempt attempt, CancellationToken cancellationToken)
    {
        (FleetUpload upload, WorkItem item) = (attempt.Upload, attempt.Item);
        List<WaitingObject> waiting = await objects
            .FindWaitingAsync(upload.Id, item.Number, item.Last, cancellationToken).ConfigureAwait(false);
        using var report = new BatchReport(objects, upload.Id, time);
        var missing = new ConcurrentQueue<(WaitingObject Object, SourceNotHereException Error)>();
        NextWork? left = null;
        int again = 0;
        int failures = 0;
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.IsLimited(upload) ? 1 : options.FilesPerJob,
            CancellationToken = cancellationToken,
        };
        try
        {
            await Parallel.ForEachAsync(waiting, parallel, StoreUnlessStoppedAsync).ConfigureAwait(false);
            left = missing.TryPeek(out (WaitingObject Object, SourceNotHereException Error) first)
                ? await others.LeaveAsync(item, first.Error, cancellationToken).ConfigureAwait(false)
                : null;
            foreach ((WaitingObject missed, SourceNotHereException error) in left is null ? missing : [])
            {
                await FailAsync(missed, error, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            using var end = new CancellationTokenSource(LastWord, time);
            await report.WriteAsync(cancellationToken.IsCancellationRequested ? end.Token : cancellationToken).ConfigureAwait(false);
        }

        return report.IsStopped || running.IsDraining ? new NextWork(item, TimeSpan.Zero)
            : left is not null ? left
            : again > 0 ? new NextWork(item with { Missed = [] }, FleetWorker.DelayAfter(failures, options))
            : null;

        async ValueTask StoreUnlessStoppedAsync(WaitingObject waiting, CancellationToken token)
        {
            if (report.IsStopped || running.IsDraining)
            {
                return;
            }

            try
            {
                if (await StoreAsync(upload, waiting, token).ConfigureAwait(false) is { } manifest)
                {
                    await report.AddAsync(ObjectOutcome.Stored(waiting.Number, waiting.Life, manifest), token).ConfigureAwait(false);
                }
            }
            catch (CheckpointException held) when (held.Problem == CheckpointProblem.InUse)
            {
                Interlocked.Increment(ref again);
            }
            catch (SourceNotHereException error)
            {
                missing.Enqueue((waiting, error));
            }
            catch (Exception error) when (!token.IsCancellationRequested)
            {
                await FailAsync(waiting, error, token).ConfigureAwait(false);
            }
        }

        async Task FailAsync(WaitingObject waiting, Exception error, CancellationToken token)
        {
            bool isLast = waiting.Attempts + 1 >= options.MaxAttempts || FleetWorker.IsFinal(error);
            Interlocked.Add(ref again, isLast ? 0 : 1);
            InterlockedMax(ref failures, waiting.Attempts + 1);
            log.ObjectFailed(item, waiting, isLast, error);
            await report.AddAsync(ObjectOutcome.Failed(waiting.Number, waiting.Life, error, isLast), token).ConfigureAwait(false);
        }
    }

    public async Task GiveUpAsync(WorkAttempt attempt, Exception error, CancellationToken cancellationToken)
    {
        WorkItem item = attempt.Item;
        List<WaitingObject> left = await objects
            .FindWaitingAsync(item.Upload, item.Number, item.Last, cancellationToken).ConfigureAwait(false);
        await objects.ReportAsync(
            item.Upload,
            [.. left.Select(waiting => ObjectOutcome.Failed(waiting.Number, waiting.Life, error, isLast: true))],
            cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The receipt; null where the object is large, and has become work of its own.</returns>
    private async Task<UploadManifest?> StoreAsync(FleetUpload upload, WaitingObject waiting, CancellationToken cancellationToken)
    {
        if (waiting.Life.Session is not null)
        {
            return await DivideAsync().ConfigureAwait(false); // It was large when it was given up: what is left of that comes first.
        }

        UploadTarget target = FleetTargets.TargetOf(upload, waiting.Key);
        var origin = FleetSource.Parse(waiting.Source);
        int? parts = options.IsLimited(upload) ? 1 : null;
        bool isRetried = waiting.Life.Retries > 0;
        var resume = new ResumeOptions { RestartIfSourceChanged = isRetried, RestartIfUploadNotFound = isRetried };
        if (origin.IsObject(out CopySource? copied))
        {
            return await uploader.CopyAsync(
                new CopyRequest(target, copied)
                {
                    CheckpointStore = checkpoints,
                    PartSize = upload.PartSize,
                    MaxConcurrentParts = parts,
                    Resume = resume,
                },
                cancellationToken).ConfigureAwait(false);
        }

        IPartSource source = await sources.OpenAsync(origin, cancellationToken).ConfigureAwait(false);
        bool isDivided = sizes.IsDivided(upload, source.Length);
        bool hasParts = sizes.HasParts(upload, source.Length);
        if (isRetried && (isDivided || !hasParts))
        {
            await ForgetAsync(target, cancellationToken).ConfigureAwait(false); // It may have had some parts when it was given up.
        }

        if (isDivided)
        {
            return await DivideAsync().ConfigureAwait(false);
        }

        var request = new UploadRequest(target, source)
        {
            // What is sent by one request leaves nothing behind; what has parts does, where this node dies.
            CheckpointStore = hasParts ? checkpoints : null,
            PartSize = upload.PartSize,
            MaxConcurrentParts = parts,
            Resume = resume,
        };
        return await uploader.UploadAsync(request, cancellationToken).ConfigureAwait(false);

        async Task<UploadManifest?> DivideAsync()
        {
            await schedule.ScheduleAsync(
                upload, [new WorkItem(WorkKind.Open, upload.Id, waiting.Number)], TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async Task ForgetAsync(UploadTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await uploader.AbortAsync(target, checkpoints, cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointException nothing) when (nothing.Problem == CheckpointProblem.Missing)
        {
            // Nothing was begun.
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (seen < value)
        {
            int before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
