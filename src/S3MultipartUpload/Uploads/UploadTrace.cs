using System.Diagnostics;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>What is told of one upload from its beginning to its end: its span, its lines in the log, its measures.</summary>
internal sealed class UploadTrace : IDisposable
{
    // Our own reasons end with what to do, so they are not cut as short as those of an attempt.
    private const int LongestReason = 1_000;

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _span;
    private readonly UploadScope? _scope;

    /// <param name="request">What is uploaded.</param>
    /// <param name="logsKey">Whether the key may be told.</param>
    /// <param name="scope">The scope of its lines; null where nothing is logged.</param>
    /// <param name="calls">The requests of the uploader.</param>
    public UploadTrace(ObjectSettings request, bool logsKey, UploadScope? scope, StoreCalls calls)
    {
        (_logger, _time, _started) = (calls.Logger, calls.Patience.Time, calls.Patience.Time.GetTimestamp());
        _scope = scope;
        _span = Telemetry.Source.StartActivity("S3MultipartUpload.Upload");
        _span?.SetTag(Telemetry.Bucket, request.BucketName);
        _span?.SetTag(Telemetry.Key, logsKey ? Log.OnOneLine(request.Key) : null);
        _span?.SetTag(Telemetry.ServerAddress, calls.ServerAddress);
        Telemetry.OnUploadStarted();
    }

    /// <summary>How many bytes an earlier run had stored.</summary>
    public long BytesResumed { get; set; }

    /// <summary>The upload has an id: it was opened, or is resumed.</summary>
    public void OnOpened(UploadRecord upload)
    {
        LiveUploads.Begin(this, upload.UploadId);
        _scope?.UploadId = upload.UploadId;
        if (_span is not null)
        {
            _span.SetTag(Telemetry.UploadId, Log.Shorten(upload.UploadId));
            RequestSpan.Link(_span, upload.TraceParent);
        }
    }

    public void OnCompleted(UploadManifest manifest)
    {
        TimeSpan duration = _time.GetElapsedTime(_started);
        long rate = duration > TimeSpan.Zero ? (long)((manifest.Size - BytesResumed) / duration.TotalSeconds) : 0;
        Log.Completed(_logger, manifest.Size, manifest.Parts.Count, manifest.PartsResumed, manifest.Retries, manifest.Duration, rate);
        _span?.SetTag("s3_multipart_upload.size", manifest.Size);
        _span?.SetTag("s3_multipart_upload.parts", manifest.Parts.Count);
        _span?.SetTag("s3_multipart_upload.parts_resumed", manifest.PartsResumed);
        _span?.SetTag("s3_multipart_upload.retries", manifest.Retries);
        Telemetry.UploadSize.Record(manifest.Size);
        End(duration, "completed", errorType: null);
    }

    public void OnFailed(Exception failure)
    {
        TimeSpan duration = _time.GetElapsedTime(_started);
        if (failure is OperationCanceledException)
        {
            Log.Canceled(_logger, (failure as UploadCanceledException)?.State ?? FailedUploadState.None);
            RequestSpan.Fail(_span, Telemetry.Canceled);
            End(duration, "canceled", Telemetry.Canceled);
            return;
        }

        // The message of the failure itself has the key, or that of a source.
        Exception cause = failure is MultipartUploadException or CopySourceException ? failure.InnerException ?? failure : failure;
        string? withoutKey = (cause as SourceChangedException)?.WithoutKey;
        string reason = failure is CopySourceException { Problem: var problem }
            ? $"a source cannot serve ({problem}){(cause == failure ? "" : $": {cause.Message}")}"
            : withoutKey ?? cause.Message;
        FailedUploadState state = (failure as MultipartUploadException)?.State ?? FailedUploadState.None;
        Log.Failed(_logger, Log.Sentence(reason.TrimEnd('.'), LongestReason), state);
        if (cause is not CopySourceException && withoutKey is null)
        {
            Log.FailedStack(_logger, cause);
        }

        // What a source or a strategy of the application's has called back by itself, the caller has not.
        string type = cause is OperationCanceledException ? $"{cause.GetType()}" : FailedAttempt.TypeOf(cause);
        RequestSpan.Fail(_span, type);
        End(duration, "failed", type);
    }

    public void Dispose()
    {
        LiveUploads.End(this);
        Telemetry.OnUploadEnded();
        _span?.Dispose();
    }

    private void End(TimeSpan duration, string outcome, string? errorType)
    {
        _span?.SetTag(Telemetry.Outcome, outcome);
        if (Telemetry.UploadDuration.Enabled)
        {
            var tags = new TagList { { Telemetry.Outcome, outcome } };
            if (errorType is not null)
            {
                tags.Add(Telemetry.ErrorType, errorType);
            }

            Telemetry.UploadDuration.Record(duration.TotalSeconds, tags);
        }
    }
}
