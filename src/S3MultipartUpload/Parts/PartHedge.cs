using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Line;

namespace S3MultipartUpload.Parts;

/// <summary>
/// Sends a part a second time when it takes far longer than its siblings: the first that the store confirms counts, the other is called
/// back, and both have ended when this ends. One that fails leaves it to the other.
/// </summary>
/// <remarks>
/// Polly's strategy of that name sets its delay when the part begins, and asks once: the first parts of an upload have no siblings then to
/// compare with, and a line that is full at that moment has room when the others are done. It also begins the second when the first has
/// failed, and gives both up when one fails otherwise; what fails is for the retries here.
/// </remarks>
/// <param name="line">Who may send. The second has its place there, or is not sent: nobody waits for it.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told.</param>
/// <param name="factor">How many times as long as its siblings is far longer; null where no part is sent twice.</param>
internal sealed class PartHedge(RequestLine line, TimeProvider time, ILogger logger, double? factor)
{
    /// <summary>How often a part is looked at; so one that takes less is never slow, however fast the others are.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <param name="part">The part.</param>
    /// <param name="siblings">Of its upload; null where it is sent once.</param>
    /// <param name="share">What its upload has of the line; it has its place there already.</param>
    /// <param name="send">Sends it; told whether for the first time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<T> RunAsync<T>(
        PartRange part,
        PartTimes? siblings,
        LineShare share,
        Func<bool, CancellationToken, Task<T>> send,
        CancellationToken cancellationToken) => siblings is null || factor is not { } times
        ? send(true, cancellationToken)
        : RunAsync(part, siblings, times, share, send, cancellationToken);

    private async Task<T> RunAsync<T>(
        PartRange part,
        PartTimes siblings,
        double times,
        LineShare share,
        Func<bool, CancellationToken, Task<T>> send,
        CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long began = time.GetTimestamp();
        Task<T> first = SendAsync(isFirst: true);
        Task<T>? second = null;
        try
        {
            while (second is null && await IsStillSentAsync(first, timer).ConfigureAwait(false) && !end.IsCancellationRequested)
            {
                TimeSpan elapsed = time.GetElapsedTime(began);
                if (siblings.Median is { } median && elapsed > times * median
                    && line.TryRunPart(share, () => SendAsync(isFirst: false), out second))
                {
                    Log.SlowPart(logger, part.PartNumber, elapsed, median);
                }
            }

            return second is null ? await first.ConfigureAwait(false) : await OneOfAsync(first, second).ConfigureAwait(false);
        }
        finally
        {
            // Until they have ended, they read the bytes, and may yet be stored.
            await EndAsync(end, first, second).ConfigureAwait(false);
        }

        async Task<T> SendAsync(bool isFirst)
        {
            long sent = time.GetTimestamp();
            T stored = await send(isFirst, end.Token).ConfigureAwait(false);
            siblings.Add(time.GetElapsedTime(sent));
            return stored;
        }
    }

    /// <summary>Waits for the part, or for the next look at it.</summary>
    private static async Task<bool> IsStillSentAsync(Task first, PeriodicTimer timer)
    {
        await Task.WhenAny(first, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()).ConfigureAwait(false);
        return !first.IsCompleted;
    }

    /// <summary>What the store confirmed first; where both have failed, the failure of the first.</summary>
    private static async Task<T> OneOfAsync<T>(Task<T> first, Task<T> second)
    {
        Task<T> winner = await Task.WhenAny(first, second).ConfigureAwait(false);
        if (!winner.IsCompletedSuccessfully)
        {
            winner = winner == first ? second : first;
            await ((Task)winner).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Telemetry.OnHedge(!winner.IsCompletedSuccessfully ? "none" : winner == first ? "first" : "second");
        return await (winner.IsCompletedSuccessfully ? winner : first).ConfigureAwait(false);
    }

    private static async Task EndAsync(CancellationTokenSource end, Task first, Task? second)
    {
        if (first.IsCompleted && second?.IsCompleted != false)
        {
            return;
        }

        try
        {
            await end.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // Somebody's callback failed. Both are waited for all the same.
        }

        await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (second ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
