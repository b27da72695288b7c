using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Engine;

/// <summary>
/// What a node does besides its jobs: it makes the tables, asks what time it is, calls back the work of uploads that have ended, finds work
/// that was lost, tells how far the fleet is, and lets its jobs end when it is stopped, before the scheduler is.
/// </summary>
internal sealed class FleetNode(
    FleetDatabase database,
    UploadTable uploads,
    IWorkSchedule schedule,
    WorkPlan plan,
    RunningWork running,
    FleetGauges gauges,
    FleetOptions options,
    DatabaseClock clock,
    TimeProvider time,
    ILogger<FleetNode> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>The tables are there, and the time is known, before the first job is.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await FleetSchema.EnsureAsync(database, cancellationToken).ConfigureAwait(false);
        await clock.AskAsync(database, cancellationToken).ConfigureAwait(false);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await schedule.StandByAsync(cancellationToken).ConfigureAwait(false);
        await running.DrainAsync(
            token => schedule.WhenBegunAsync(running, token), options.DrainTimeout, time, cancellationToken).ConfigureAwait(false);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        long searched = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                try
                {
                    await CallBackAsync(stoppingToken).ConfigureAwait(false);
                    if (time.GetElapsedTime(searched) >= options.LostAfter / 2)
                    {
                        searched = time.GetTimestamp();
                        await clock.AskAsync(database, stoppingToken).ConfigureAwait(false);
                        await SearchAsync(stoppingToken).ConfigureAwait(false);
                    }

                    await gauges.ReadAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception error) when (!stoppingToken.IsCancellationRequested)
                {
                    gauges.Forget(); // What cannot be read is not known.
                    FleetLog.DatabaseAway(logger, error);
                }
            }
        }
        finally
        {
            gauges.Forget();
        }
    }

    private async Task CallBackAsync(CancellationToken cancellationToken)
    {
        // What begins after the question, for the upload was retried, is not meant; nor what clears up after one that was cancelled.
        RunningWork.Piece[] working = [.. running.Pieces.Where(piece => piece.Item.Kind != WorkKind.Abort)];
        if (working.Length > 0)
        {
            List<string> ended = await uploads
                .FindEndedAsync([.. working.Select(piece => piece.Item.Upload).Distinct()], cancellationToken).ConfigureAwait(false);
            foreach (RunningWork.Piece piece in working.Where(piece => ended.Contains(piece.Item.Upload)))
            {
                await piece.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>A client that died while it submitted, or a node between two steps, has left an upload without work.</summary>
    private async Task SearchAsync(CancellationToken cancellationToken)
    {
        foreach (string id in await uploads.FindActiveAsync(options.LostAfter, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (!await schedule.HasWorkAsync(id, cancellationToken).ConfigureAwait(false))
                {
                    FleetLog.Found(logger, id);
                    await plan.ScheduleAsync(id, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                FleetLog.DatabaseAway(logger, error); // Or it is this upload alone: the others do not wait for it.
            }
        }
    }
}
