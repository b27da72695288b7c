using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace S3MultipartUpload.Incomplete;

/// <summary>Asynchronous work on the items of a sequence, several at a time.</summary>
internal static class Ahead
{
    /// <summary>Yields the results in the order of the items. If the sequence fails, then after the results of the items before.</summary>
    public static async IAsyncEnumerable<TResult> SelectAheadAsync<T, TResult>(
        this IAsyncEnumerable<T> source,
        int atOnce,
        Func<T, CancellationToken, Task<TResult>> select,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<TResult>>();
        ConfiguredCancelableAsyncEnumerable<T>.Enumerator items =
            source.WithCancellation(stop.Token).ConfigureAwait(false).GetAsyncEnumerator();
        try
        {
            ExceptionDispatchInfo? failure = null;
            for (bool more = true; more || running.Count > 0;)
            {
                if (!more || running.Count == atOnce)
                {
                    yield return await running.Dequeue().ConfigureAwait(false);
                    continue;
                }

                try
                {
                    more = await items.MoveNextAsync();
                }
#pragma warning disable CA1031 // Whatever it is, it is thrown below.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                    more = false;
                }

                if (more)
                {
                    running.Enqueue(select(items.Current, stop.Token));
                }
            }

            failure?.Throw();
        }
        finally
        {
            // Whoever has stopped listening wants no more of it.
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (Task<TResult> task in running)
            {
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await items.DisposeAsync();
        }
    }
}
