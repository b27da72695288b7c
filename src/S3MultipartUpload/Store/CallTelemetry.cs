using System.Diagnostics;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Store;

/// <summary>What is told of one operation on the store: its span, its measures. Where nobody listens, nothing here allocates.</summary>
internal readonly struct CallTelemetry : IDisposable
{
    private readonly StoreCalls _calls;
    private readonly string _operation;
    private readonly Activity? _span;

    /// <param name="calls">The requests of the uploader.</param>
    /// <param name="operation">In S3's words.</param>
    /// <param name="partNumber">The part that is sent; null where none is.</param>
    public CallTelemetry(StoreCalls calls, string operation, int? partNumber) =>
        (_calls, _operation, _span) = (calls, operation, RequestSpan.Start(operation, partNumber, calls.ServerAddress));

    /// <summary>An attempt has ended.</summary>
    public void OnAttempt(int attempt, Exception? error) => RequestSpan.AddAttempt(_span, attempt, error);

    /// <summary>An attempt is made again.</summary>
    public void OnRetry(Exception error)
    {
        if (Telemetry.Retries.Enabled)
        {
            Telemetry.Retries.Add(1, new(Telemetry.Method, _operation), new(Telemetry.ErrorType, FailedAttempt.TypeOf(error)));
        }
    }

    /// <summary>A request has ended.</summary>
    /// <param name="started">When it began.</param>
    /// <param name="error">What it failed with; null where it did not.</param>
    public void OnRequest(long started, Exception? error)
    {
        if (!Telemetry.RequestDuration.Enabled)
        {
            return;
        }

        var tags = new TagList { { Telemetry.Method, _operation } };
        if (_calls.ServerAddress is { } server)
        {
            tags.Add(Telemetry.ServerAddress, server);
        }

        if (error is not null)
        {
            tags.Add(Telemetry.ErrorType, FailedAttempt.TypeOf(error));
        }

        Telemetry.RequestDuration.Record(_calls.Patience.Time.GetElapsedTime(started).TotalSeconds, tags);
    }

    /// <summary>No attempt is made any more.</summary>
    public void OnFailed(Exception error, bool isCanceled)
    {
        if (_span is not null)
        {
            RequestSpan.Fail(_span, isCanceled ? Telemetry.Canceled : FailedAttempt.TypeOf(error));
        }
    }

    public void Dispose() => _span?.Dispose();
}
