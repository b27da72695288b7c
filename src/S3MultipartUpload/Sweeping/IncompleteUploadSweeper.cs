using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.Sweeping;

/// <summary>Sweeps again and again, as long as the application runs.</summary>
/// <param name="interval">From one sweep to the next.</param>
/// <param name="sweep">One sweep.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where to tell of what goes wrong.</param>
internal sealed class IncompleteUploadSweeper(
    TimeSpan interval, Func<CancellationToken, Task> sweep, TimeProvider time, ILogger<IncompleteUploadSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan start = interval < LongestStart ? interval : LongestStart;
        await Task.Delay(start * Random.Shared.NextDouble(), time, stoppingToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                await sweep(stoppingToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The application does not end for the sake of its sweeper.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                SweepLog.SweepNotBegun(logger, failure);
            }

            await Task.Delay(interval * (0.9 + (0.2 * Random.Shared.NextDouble())), time, stoppingToken).ConfigureAwait(false);
        }
    }
}
