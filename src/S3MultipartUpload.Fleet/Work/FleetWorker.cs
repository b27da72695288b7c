using Microsoft.Extensions.Logging;
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
    ILogger logger)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <summary>Ends when the work is done, was given up, or is scheduled again. Nothing is thrown.</summary>
    public async Task ExecuteAsync(WorkItem item, CancellationToken cancellationToken)
    {
        using RunningWork.Piece piece = running.Begin(item.Upload, cancellationToken);
        IWork work = works[item.Kind];
        FleetUpload? upload = await FindAsync(item, piece.Token).ConfigureAwait(false);
        if (upload is null)
        {
            return;
        }

        var attempt = new WorkAttempt(upload, item);
        using FleetTelemetry.Span span = FleetTelemetry.Start(item, time);
        try
        {
            if (await work.ExecuteAsync(attempt, piece.Token).ConfigureAwait(false) is var (next, delay))
            {
                await schedule.ScheduleAsync(upload, [next], delay, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (piece.IsCanceled)
        {
            FleetLog.CalledBack(logger, item.Upload, item.Name);
        }
        catch (Exception) when (piece.Token.IsCancellationRequested)
        {
            // Another node goes on at once; if even that cannot be said any more, it does when this one is missed.
            FleetLog.HandedOn(logger, item.Upload, item.Name);
            await schedule.ScheduleAsync(upload, [item], TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            span.Fail(error);
            await FailAsync(attempt, work, error, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// What an upload that has ended leaves is thrown away; all else is for those that have not, and are not paused: of these the work is
    /// found again when they are resumed.
    /// </summary>
    private async Task<FleetUpload?> FindAsync(WorkItem item, CancellationToken cancellationToken) => item.Kind == WorkKind.Abort
        ? (await uploads.FindUnclearedAsync(item.Upload, AbortWork.Hearsay, cancellationToken).ConfigureAwait(false))?.Upload
        : await uploads.FindWorkAsync(item.Upload, cancellationToken).ConfigureAwait(false) is (var upload, _, not FleetState.Paused)
            ? upload
            : null;

    private async Task FailAsync(WorkAttempt attempt, IWork work, Exception error, CancellationToken cancellationToken)
    {
        WorkItem item = attempt.Item;
        if (attempt.Life.Retries is not null
            && !await objects.IsOpenAsync(item.Upload, item.Number, attempt.Life, cancellationToken).ConfigureAwait(false))
        {
            return; // The object has ended, or was retried, or begun anew: that is for others.
        }

        if (error is SourceNotHereException
            && await others.LeaveAsync(item, cancellationToken).ConfigureAwait(false) is var (left, later))
        {
            FleetLog.LeftToOthers(logger, item.Upload, item.Name, error.Message);
            await schedule.ScheduleAsync(attempt.Upload, [left], later, cancellationToken).ConfigureAwait(false);
            return;
        }

        WorkItem next = item with { Failures = item.Failures + 1, Missed = [] };
        if (next.Failures >= options.MaxAttempts || IsFinal(error) || (attempt.Life.Session is not null && IsGone(error)))
        {
            FleetLog.GivenUp(logger, item.Upload, item.Name, next.Failures, error);
            await work.GiveUpAsync(attempt, error, cancellationToken).ConfigureAwait(false);
            return;
        }

        TimeSpan delay = DelayAfter(next.Failures, options);
        FleetLog.FailedForNow(logger, item.Upload, item.Name, next.Failures, delay, error);
        await schedule.ScheduleAsync(attempt.Upload, [next], delay, cancellationToken).ConfigureAwait(false);
    }

    public static TimeSpan DelayAfter(int failures, FleetOptions options) => TimeSpan.FromTicks((long)Math.Min(
        LongestDelay.Ticks, options.RetryDelay.Ticks * Math.Pow(3, Math.Max(0, failures - 1))));

    /// <summary>Another attempt would end in the same way.</summary>
    public static bool IsFinal(Exception error) =>
        error is UploadRefusedException or FormatException or InvalidUploadJsonException
        || (error is SourceChangedException or MultipartUploadException { InnerException: SourceChangedException });

    private static bool IsGone(Exception error) => error is MultipartUploadException { InnerException: UploadNotFoundException };
}
