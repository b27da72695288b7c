using System.Runtime.ExceptionServices;
using Polly;

namespace S3MultipartUpload.Store;

/// <summary>One operation on the store, however many attempts it takes: its lines in the log, its telemetry.</summary>
internal sealed class StoreCall : IDisposable
{
    private static readonly ResiliencePropertyKey<StoreCall> Property = new("S3MultipartUpload.StoreCall");

    private readonly StoreCalls _calls;
    private readonly string _operation;
    private readonly int? _partNumber;
    private readonly CallTelemetry _telemetry;

    /// <summary>The failure of the first attempt, with which the pipeline begins.</summary>
    private ExceptionDispatchInfo? _firstFailure;

    /// <summary>What has failed, and was not told yet.</summary>
    private Exception? _untold;

    /// <param name="calls">Whose.</param>
    /// <param name="operation">In S3's words.</param>
    /// <param name="partNumber">The part that is sent; null where none is.</param>
    public StoreCall(StoreCalls calls, string operation, int? partNumber)
    {
        (_calls, _operation, _partNumber) = (calls, operation, partNumber);
        _telemetry = new CallTelemetry(calls, operation, partNumber);
    }

    /// <summary>How many attempts have begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>A strategy of the pipeline makes another attempt.</summary>
    public static void OnRetry(ResilienceContext context, Exception? error, TimeSpan delay)
    {
        if (error is not null && context.Properties.TryGetValue(Property, out StoreCall? call))
        {
            call.Tell(error, delay);
        }
    }

    /// <summary>
    /// Makes attempts as often as the pipeline says. Our own strategies begin with the failure of the first attempt: what succeeds at once,
    /// as nearly all does, is not charged with them. What the application has added sees every attempt.
    /// </summary>
    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            if (!_calls.HasOthers)
            {
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return await AttemptAsync(attempt, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (!cancellationToken.IsCancellationRequested)
                {
                    _firstFailure = ExceptionDispatchInfo.Capture(error);
                }
            }

            return await RepeatAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _telemetry.OnFailed(error, cancellationToken.IsCancellationRequested);
            throw;
        }
    }

    /// <summary>Makes one request, and measures it.</summary>
    public async Task<T> RequestAsync<T>(Func<Task<T>> request)
    {
        long started = _calls.Patience.Time.GetTimestamp();
        try
        {
            T answer = await request().ConfigureAwait(false);
            _telemetry.OnRequest(started, error: null);
            return answer;
        }
        catch (Exception error)
        {
            _telemetry.OnRequest(started, error);
            if (TransientS3Errors.AsksForLess(error))
            {
                _calls.Line.OnThrottled(started);
            }

            throw;
        }
    }

    public void Dispose() => _telemetry.Dispose();

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Property, this);
        try
        {
            return await _calls.Pipeline.ExecuteAsync(
                static async (context, call) =>
                {
                    call.This.ThrowFirstFailure();
                    return await call.This.AttemptAsync(call.attempt, context.CancellationToken).ConfigureAwait(false);
                },
                context,
                (This: this, attempt)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private void ThrowFirstFailure()
    {
        (ExceptionDispatchInfo? failure, _firstFailure) = (_firstFailure, null);
        failure?.Throw();
    }

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        Attempts++;
        if (_untold is { } former)
        {
            Tell(former, delay: null);
        }

        try
        {
            T result = await attempt(cancellationToken).ConfigureAwait(false);
            _telemetry.OnAttempt(Attempts, error: null);
            return result;
        }
        catch (Exception error)
        {
            _untold = error;
            _telemetry.OnAttempt(Attempts, error);
            throw;
        }
    }

    private void Tell(Exception error, TimeSpan? delay)
    {
        _untold = null;
        new FailedAttempt(_operation, _partNumber, Attempts, error, delay).Write(_calls.Logger);
        _telemetry.OnRetry(error);
    }
}
