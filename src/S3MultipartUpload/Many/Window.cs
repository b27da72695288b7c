using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace S3MultipartUpload.Many;

/// <summary>
/// Does something with each item of a sequence, with a number of them at one time, and gives the results as they come. However long the
/// sequence is, no more is held than the items at work, and as many results that nobody has taken yet.
/// </summary>
/// <typeparam name="TItem">What comes.</typeparam>
/// <typeparam name="TResult">What becomes of it.</typeparam>
internal sealed class Window<TItem, TResult>
{
    private readonly IAsyncEnumerable<TItem> _items;
    private readonly Func<TItem, CancellationToken, Task<TResult>> _work;
    private readonly Func<TResult, bool> _endsAll;
    private readonly Func<int> _width;
    private readonly object _gate = new();

    /// <summary>How many may be at work; as many leaves are out.</summary>
    private int _leaves;

    /// <param name="items">The items. The next one is asked for when there is room for it.</param>
    /// <param name="work">Makes a result of an item; whatever goes wrong becomes a result, too.</param>
    /// <param name="endsAll">Whether after this result no item is taken any more, and those at work are cancelled.</param>
    /// <param name="width">The most items at work, asked for again whenever one has ended.</param>
    public Window(
        IAsyncEnumerable<TItem> items,
        Func<TItem, CancellationToken, Task<TResult>> work,
        Func<TResult, bool> endsAll,
        Func<int> width)
    {
        (_items, _work, _endsAll, _width) = (items, work, endsAll, width);
        _leaves = width();
    }

    private int Leaves
    {
        get
        {
            lock (_gate)
            {
                return _leaves;
            }
        }
    }


    /// <summary>
    /// Whatever ends it, it ends when nothing is at work any more: an item that throws when it is asked for, the token, and a caller who
    /// takes no more. All results are given before.
    /// </summary>
    public async IAsyncEnumerable<TResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateBounded<TResult>(new BoundedChannelOptions(_leaves) { SingleReader = true });

        // On the thread pool: what the caller does with a result holds nothing up.
        Task<ExceptionDispatchInfo?> running = Task.Run(() => RunAllAsync(results.Writer, end), CancellationToken.None);
        try
        {
            await foreach (TResult result in results.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return result;
            }

            (await running.ConfigureAwait(false))?.Throw();
            if (end.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            if (!running.IsCompleted)
            {
                await CancelAsync(end).ConfigureAwait(false);
                await foreach (TResult unwanted in results.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    _ = unwanted;
                }

                await running.ConfigureAwait(false);
            }
        }
    }

    /// <returns>What the sequence has thrown.</returns>
    private async Task<ExceptionDispatchInfo?> RunAllAsync(ChannelWriter<TResult> results, CancellationTokenSource end)
    {
        ExceptionDispatchInfo? failure = null;
        using var room = new SemaphoreSlim(_leaves);
        try
        {
            await TakeAllAsync(results, room, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // No more is taken.
        }
#pragma warning disable CA1031 // Whatever the application's sequence throws: it is thrown again when all has ended.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        for (int i = 0; i < Leaves; i++)
        {
            await room.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        results.Complete();
        return failure;
    }

    private async Task TakeAllAsync(ChannelWriter<TResult> results, SemaphoreSlim room, CancellationTokenSource end)
    {
        IAsyncEnumerator<TItem> items = _items.GetAsyncEnumerator(end.Token);
        await using ConfiguredAsyncDisposable closing = items.ConfigureAwait(false);
        while (true)
        {
            await room.WaitAsync(end.Token).ConfigureAwait(false);
            bool isStarted = false;
            try
            {
                if (end.IsCancellationRequested || !await items.MoveNextAsync().ConfigureAwait(false))
                {
                    return;
                }

                TItem item = items.Current;
                _ = Task.Run(() => WorkAsync(item, results, room, end), CancellationToken.None);
                isStarted = true;
            }
            finally
            {
                if (!isStarted)
                {
                    room.Release();
                }
            }
        }
    }

    private async Task WorkAsync(TItem item, ChannelWriter<TResult> results, SemaphoreSlim room, CancellationTokenSource end)
    {
        TResult result = await _work(item, end.Token).ConfigureAwait(false);
        if (_endsAll(result))
        {
            await CancelAsync(end).ConfigureAwait(false);
        }

        // A result that nobody takes keeps its place.
        await results.WriteAsync(result, CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            int more = Math.Max(-1, _width() - _leaves);
            _leaves += more;
            if (more > -1)
            {
                room.Release(1 + more);
            }
        }
    }

    /// <summary>Something at work may throw when it is told to end; all others are told, and waited for, nevertheless.</summary>
    private static async Task CancelAsync(CancellationTokenSource end) =>
        await end.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
