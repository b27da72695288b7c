using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Uploads;

/// <summary>
/// Tells the application of the progress of an upload, or of many: one report at a time, in order, not too often, the last one always, and
/// never under a lock that the upload needs.
/// </summary>
/// <typeparam name="T">What is told.</typeparam>
internal sealed class ProgressReports<T> : IAsyncDisposable
    where T : struct, IEquatable<T>
{
    private readonly IProgress<T> _target;
    private readonly TimeSpan _interval;
    private readonly Func<(T Progress, long Sent)> _read;
    private readonly Func<T, double?, T> _withRate;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly TransferRate _rate = new();

    /// <summary>
    /// The runtime's own way of progress, which has another thread hear of each report, and of two at the same time in any order: so the
    /// next one is made when the one before was heard. Null for any other way.
    /// </summary>
    private readonly Progress<T>? _posting;

    /// <summary>Whoever has it reports. Nobody waits for it but the last report.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);
    private T _told;
    private int _hasNews;
    private long _next;
    private long _measured;
    private long _sent;

    /// <param name="target">The application's.</param>
    /// <param name="interval">The least time from one report to the next; zero for a report of every change.</param>
    /// <param name="read">Reads how far the upload is, and the bytes of it that were sent by this run.</param>
    /// <param name="withRate">Adds the bytes per second.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public ProgressReports(
        IProgress<T> target,
        TimeSpan interval,
        Func<(T Progress, long Sent)> read,
        Func<T, double?, T> withRate,
        TimeProvider time,
        ILogger logger)
    {
        (_target, _interval, _read, _withRate, _time, _logger) = (target, interval, read, withRate, time, logger);
        _measured = time.GetTimestamp();
        _posting = target.GetType() == typeof(Progress<T>) ? (Progress<T>)target : null;
        if (_posting is not null)
        {
            _posting.ProgressChanged += OnHeard;
        }

        _timer = time.CreateTimer(_ => ReportNews(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something has changed: it is reported at once, or when the interval is over.</summary>
    public void OnChanged()
    {
        Volatile.Write(ref _hasNews, 1);
        ReportNews();
    }

    /// <summary>Makes the last report.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        Task last = ReportLastAsync();
        if (_posting is null)
        {
            await last.ConfigureAwait(false);
        }

        // Else it follows the one before: whoever hears of that one may be waiting for this upload.
    }

    private async Task ReportLastAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false); // For good: nothing is reported after the last one.
        Report();
        if (_posting is not null)
        {
            _posting.ProgressChanged -= OnHeard;
        }
    }

    /// <summary>The runtime raises this after the application's own handler.</summary>
    private void OnHeard(object? sender, T progress)
    {
        if (progress.Equals(_told))
        {
            _turn.Release();
            ReportNews();
        }
    }

    /// <summary>Who finds another reporting leaves its news to that one, which looks for news once more when it is done.</summary>
    private void ReportNews()
    {
        while (Volatile.Read(ref _hasNews) == 1)
        {
            TimeSpan left = _time.GetElapsedTime(_time.GetTimestamp(), Volatile.Read(ref _next));
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            if (!_turn.Wait(0))
            {
                return;
            }

            Report();
            if (_posting is null)
            {
                _turn.Release();
            }
        }
    }

    private void Report()
    {
        Interlocked.Exchange(ref _hasNews, 0);
        (T progress, long sent) = _read();
        long now = _time.GetTimestamp();
        _rate.Add(sent - _sent, _time.GetElapsedTime(_measured, now));
        (_sent, _measured) = (sent, now);
        Volatile.Write(ref _next, now + (long)(_interval.TotalSeconds * _time.TimestampFrequency));
        _told = _withRate(progress, _rate.BytesPerSecond);
        try
        {
            _target.Report(_told);
        }
#pragma warning disable CA1031 // Whatever the application's code throws: it is not the upload's fault.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ProgressFailed(_logger, exception);
        }
    }
}
