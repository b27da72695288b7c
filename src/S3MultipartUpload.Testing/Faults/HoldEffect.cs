using S3MultipartUpload.Testing.Http;

namespace S3MultipartUpload.Testing;

/// <summary>Holds the requests it strikes until the test releases them. Made by <see cref="FaultEffect.Hold"/>.</summary>
public sealed class HoldEffect : FaultEffect
{
    private readonly bool _done;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _held;

    internal HoldEffect(bool done)
    {
        _done = done;
    }

    /// <summary>Waits until this many requests have been held, released ones counted too.</summary>
    /// <param name="count">How many requests.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when they are held.</returns>
    public Task WaitAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_held >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets every held request go on, and every later one pass.</summary>
    public void Release() => _released.TrySetResult();

    internal override async ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange)
    {
        if (!_done)
        {
            await HoldAsync(exchange).ConfigureAwait(false);
        }

        return null;
    }

    internal override async ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply)
    {
        if (_done)
        {
            await HoldAsync(exchange).ConfigureAwait(false);
        }

        return reply;
    }

    private Task HoldAsync(S3Exchange exchange)
    {
        lock (_gate)
        {
            _held++;
            foreach ((int _, TaskCompletionSource? reached) in _waiting.Where(waiting => waiting.Count <= _held))
            {
                reached.TrySetResult();
            }
        }

        return _released.Task.WaitAsync(exchange.Aborted);
    }
}
