using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Origins;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>Does a piece of work, and sees to it that it is done again where it fails. No engine in it.</summary>
internal sealed class FleetWorker(
    UploadTable uploads,
    ObjectTable objects,
    IWorkSchedule schedule,
    RunningWork running,
    OtherNodes others,
    IReadOnlyDictionary<WorkKind, IWork> works,
    FleetOptions options,
    TimeProvider time,
    WorkLog log)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LastQuestion = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Ends when the work is done, was given up, or is scheduled again; where even that cannot be said, because the node stops while the
    /// database is away, the engine gives it to another node as it does the work of one that has died.
    /// </summary>
    /// <param name="item">The work.</param>
    /// <param name="traceParent">The span that it was handed out in, if there was one.</param>
    /// <param name="cancellationToken">The engine is shutting down.</param>
    public async Task ExecuteAsync(WorkItem item, string? traceParent, CancellationToken cancellationToken)
    {
        using RunningWork.Piece piece = running.Begin(item, cancellationToken);
        IWork work = works[item.Kind];
        FleetUpload? upload = await FindAsync(item, piece.Token).ConfigureAwait(false);
        if (upload is null)
        {
            return;
        }

        var attempt = new WorkAttempt(upload, item);
        using FleetTelemetry.Span span = FleetTelemetry.Start(item, traceParent, time);
        NextWork? next;
        try
        {
            next = running.IsDraining
                ? new NextWork(item, options.RetryDelay)
                : await work.ExecuteAsync(attempt, piece.Token).ConfigureAwait(false);
        }
        catch (Exception) when (piece.IsCanceled)
        {
            log.CalledBack(attempt);
            return;
        }
        catch (Exception) when (piece.Token.IsCancellationRequested)
        {
            log.HandedOn(attempt);
            next = new NextWork(item, TimeSpan.Zero);
        }
        catch (Exception error)
        {
            span.Fail(error);
            next = await FailAsync(attempt, work, error, cancellationToken).ConfigureAwait(false);
        }

        if (next is not null)
        {
            await ScheduleAsync(upload, next, piece.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Work that cannot be handed out now stays this node's until it can; a node that stops tries once.</summary>
    private async Task ScheduleAsync(FleetUpload upload, NextWork next, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await schedule.ScheduleAsync(upload, [next.Item], next.Delay, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                FleetLog.DatabaseAway(log.Logger, error);
                await Task.Delay(options.IdleTime, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>
    /// What an upload that has ended leaves is thrown away; all else is for those that have not, and are not paused: of these the work is
    /// found again when they are resumed.
    /// </summary>
    /// <remarks>A node that stops asks a little longer: without the answer the work cannot be handed on.</remarks>
    private async Task<FleetUpload?> FindAsync(WorkItem item, CancellationToken stopping)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using CancellationTokenRegistration soon = stopping.Register(() => end.CancelAfter(LastQuestion));
        return item.Kind == WorkKind.Abort
            ? (await uploads.FindUnclearedAsync(item.Upload, AbortWork.Hearsay, end.Token).ConfigureAwait(false))?.Upload
            : (await uploads.FindWorkAsync(item.Upload, end.Token).ConfigureAwait(false))?.Upload;
    }

    /// <returns>What is to be tried again; null where it was given up, or is for others.</returns>
    private async Task<NextWork?> FailAsync(WorkAttempt attempt, IWork work, Exception error, CancellationToken cancellationToken)
    {
        WorkItem item = attempt.Item;
        if (attempt.Life.Retries is not null
            && !await objects.LivesAsync(item.Upload, item.Number, attempt.Life, cancellationToken).ConfigureAwait(false))
        {
            return null; // The object has ended, or was retried, or begun anew: that is for others.
        }

        if (error is SourceNotHereException
            && await others.LeaveAsync(item, error, cancellationToken).ConfigureAwait(false) is { } left)
        {
            return left;
        }

        WorkItem next = item with { Failures = item.Failures + 1, Missed = [] };
        if (next.Failures >= options.MaxAttempts || IsFinal(error) || (attempt.Life.Session is not null && IsGone(error)))
        {
            log.GivenUp(attempt, next.Failures, error);
            await work.GiveUpAsync(attempt, error, cancellationToken).ConfigureAwait(false);
            return null;
        }

        TimeSpan delay = DelayAfter(next.Failures, options);
        log.FailedForNow(attempt, next.Failures, delay, error);
        return new NextWork(next, delay);
    }

    public static TimeSpan DelayAfter(int failures, FleetOptions options) => TimeSpan.FromTicks((long)Math.Min(
        LongestDelay.Ticks, options.RetryDelay.Ticks * Math.Pow(3, Math.Max(0, failures - 1))));

    /// <summary>Another attempt would end in the same way.</summary>
    public static bool IsFinal(Exception error) =>
        error is UploadRefusedException or FormatException or InvalidUploadJsonException
        || (error is SourceChangedException or MultipartUploadException { InnerException: SourceChangedException })
        || error is CopySourceException { Problem: CopySourceProblem.PreconditionFailed };

    private static bool IsGone(Exception error) => error is MultipartUploadException { InnerException: UploadNotFoundException };
}
