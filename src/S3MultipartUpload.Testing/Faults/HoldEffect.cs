using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Log;

namespace S3MultipartUpload.Testing;

/// <summary>Holds the requests it strikes until the test releases them. Made by <see cref="FaultEffect.Hold"/>.</summary>
public sealed class HoldEffect : FaultEffect
{
    private readonly bool _done;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Milestones _held = new();

    internal HoldEffect(bool done)
    {
        _done = done;
    }

    /// <summary>Waits until this many requests have been held, released ones counted too.</summary>
    /// <param name="count">How many requests.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when they are held.</returns>
    public Task WaitAsync(int count, CancellationToken cancellationToken = default) => _held.WaitAsync(count, cancellationToken);

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
        _held.Add();
        return _released.Task.WaitAsync(exchange.Aborted);
    }
}
