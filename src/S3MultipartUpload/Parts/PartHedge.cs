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
    /// <summary>A part that takes less is never slow, however fast the others are.</summary>
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
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T> first = SendAsync(isFirst: true);
        Task<T>? second = await BeginSecondAsync().ConfigureAwait(false);
        if (second is null)
        {
            return await first.ConfigureAwait(false);
        }

        Task<T> winner = await Task.WhenAny(first, second).ConfigureAwait(false);
        Task<T> other = winner == first ? second : first;
        if (winner.IsCompletedSuccessfully)
        {
            await end.CancelAsync().ConfigureAwait(false);
        }

        // Until it has ended, it reads the bytes, and may yet be stored.
        await ((Task)other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        winner = winner.IsCompletedSuccessfully ? winner : other.IsCompletedSuccessfully ? other : first;
        Telemetry.OnHedge(!winner.IsCompletedSuccessfully ? "none" : winner == first ? "first" : "second");
        return await winner.ConfigureAwait(false);

        async Task<T> SendAsync(bool isFirst)
        {
            long began = time.GetTimestamp();
            T stored = await send(isFirst, end.Token).ConfigureAwait(false);
            siblings.Add(time.GetElapsedTime(began));
            return stored;
        }

        async Task<Task<T>?> BeginSecondAsync()
        {
            long began = time.GetTimestamp();
            using var timer = new PeriodicTimer(Interval, time);
            Task<T>? begun = null;
            while (begun is null)
            {
                await Task.WhenAny(first, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()).ConfigureAwait(false);
                if (first.IsCompleted || end.IsCancellationRequested)
                {
                    return null;
                }

                TimeSpan elapsed = time.GetElapsedTime(began);
                if (siblings.Median is { } median && elapsed > times * median
                    && line.TryRunPart(share, () => SendAsync(isFirst: false), out begun))
                {
                    Log.SlowPart(logger, part.PartNumber, elapsed, median);
                }
            }

            return begun;
        }
    }
}
