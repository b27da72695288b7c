using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Line;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>What is done so far: the one object that the parallel parts of an upload share.</summary>
internal sealed class UploadLedger : IAttemptObserver
{
    private readonly UploadRequest _request;
    private readonly UploadPlan _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ProgressReports<UploadProgress>[] _reports;
    private readonly object _gate = new();
    private readonly SortedDictionary<int, UploadedPart> _parts = [];
    private readonly Dictionary<int, (PartAttempt Attempt, long Bytes)> _inFlight = [];
    private readonly long _started;
    private long _bytesStored;
    private long _bytesResumed;
    private int _retries;
    private int _resumed;
    private bool _isCompleted;

    public UploadLedger(UploadRequest request, UploadPlan plan, ILogger logger, TimeProvider time)
    {
        (_request, _plan, _logger, _time, _started) = (request, plan, logger, time, time.GetTimestamp());
        _reports = [.. ReportsTo(request.Progress, request.ProgressInterval), .. ReportsTo(request.Watcher, TimeSpan.Zero)];
    }

    /// <summary>Raised when the store has confirmed a part.</summary>
    public event Action? Stored;

    /// <inheritdoc/>
    public LineShare Share { get; } = new();

    /// <inheritdoc/>
    public PartTimes Times { get; } = new();

    /// <summary>The parts that the store has confirmed, in order.</summary>
    public IReadOnlyList<UploadedPart> Parts
    {
        get
        {
            lock (_gate)
            {
                return [.. _parts.Values];
            }
        }
    }

    /// <summary>The bytes of the parts that the store has confirmed.</summary>
    public long BytesStored
    {
        get
        {
            lock (_gate)
            {
                return _bytesStored;
            }
        }
    }

    /// <summary>The bytes among them that an earlier run has stored.</summary>
    public long BytesResumed
    {
        get
        {
            lock (_gate)
            {
                return _bytesResumed;
            }
        }
    }

    /// <summary>
    /// An attempt to send a part begins; what it sends counts until it has succeeded or another begins, whatever the SDK says of it later.
    /// </summary>
    public void OnAttempt(PartAttempt attempt)
    {
        lock (_gate)
        {
            _inFlight[attempt.Range.PartNumber] = (attempt, 0);
        }

        OnChanged();

        // The SDK raises its event from a thread of its own, once for about every 100 KiB: not without a listener.
        if (_reports.Length > 0)
        {
            attempt.Sent += OnSent;
        }
    }

    public void OnRetry()
    {
        lock (_gate)
        {
            _retries++;
        }
    }

    public void OnStored(UploadedPart part)
    {
        lock (_gate)
        {
            Add(part);
        }

        OnChanged();
        Stored?.Invoke();
    }

    /// <summary>An earlier run has stored these parts.</summary>
    public void OnResumed(params IReadOnlyCollection<UploadedPart> parts)
    {
        lock (_gate)
        {
            foreach (UploadedPart part in parts)
            {
                Add(part);
                _resumed++;
                _bytesResumed += part.Size;
                Telemetry.OnPart(part.Size, "resumed");
            }
        }

        OnChanged();
        Stored?.Invoke();
    }

    /// <summary>An empty one, of another plan.</summary>
    public UploadLedger For(UploadPlan other) => new(_request, other, _logger, _time);

    /// <summary>The last report of the progress is made.</summary>
    /// <param name="isCompleted">Whether the object is there.</param>
    public async ValueTask EndAsync(bool isCompleted)
    {
        lock (_gate)
        {
            _isCompleted = isCompleted;
        }

        foreach (ProgressReports<UploadProgress> reports in _reports)
        {
            await reports.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The manifest of the parts so far.</summary>
    public UploadManifest ToManifest(OpenUpload upload) => ToManifest(upload.UploadId, upload.Record.ChecksumAlgorithm);

    /// <summary>The manifest of the parts so far.</summary>
    public UploadManifest ToManifest(string? uploadId, PartChecksumAlgorithm algorithm)
    {
        lock (_gate)
        {
            return new UploadManifest
            {
                BucketName = _request.BucketName,
                Key = _request.Key,
                UploadId = uploadId,
                Size = _bytesStored,
                PartSize = _plan.PartSize,
                ChecksumAlgorithm = algorithm,
                Parts = [.. _parts.Values],
                Duration = _time.GetElapsedTime(_started),
                Retries = _retries,
                PartsResumed = _resumed,
            };
        }
    }

    private IEnumerable<ProgressReports<UploadProgress>> ReportsTo(IProgress<UploadProgress>? target, TimeSpan interval) =>
        target is null ? [] :
        [
            new(target, interval, ReadProgress, (progress, rate) => progress with { BytesPerSecond = rate }, _time, _logger),
        ];

    private void OnChanged()
    {
        foreach (ProgressReports<UploadProgress> reports in _reports)
        {
            reports.OnChanged();
        }
    }

    private void Add(UploadedPart part)
    {
        // A part that was sent again takes the place of the former one, here as at the store.
        _bytesStored -= _parts.GetValueOrDefault(part.PartNumber)?.Size ?? 0;
        _parts[part.PartNumber] = part;
        _inFlight.Remove(part.PartNumber);
        _bytesStored += part.Size;
    }

    private void OnSent(PartAttempt attempt, long bytes)
    {
        lock (_gate)
        {
            int number = attempt.Range.PartNumber;
            if (!_inFlight.TryGetValue(number, out (PartAttempt Attempt, long Bytes) current) || current.Attempt != attempt)
            {
                return;
            }

            _inFlight[number] = (attempt, bytes);
        }

        OnChanged();
    }

    private (UploadProgress Progress, long Sent) ReadProgress()
    {
        lock (_gate)
        {
            // A part that is sent again though it was stored has been counted.
            long transferred = _bytesStored + _inFlight.Sum(part => _parts.ContainsKey(part.Key) ? 0 : part.Value.Bytes);
            var progress = new UploadProgress
            {
                BytesTransferred = transferred,
                BytesStored = _bytesStored,
                TotalBytes = _plan.Length,
                PartsStored = _parts.Count,
                TotalParts = _plan.PartCount,
                IsCompleted = _isCompleted,
                BytesResumed = _bytesResumed,
            };
            return (progress, transferred - _bytesResumed);
        }
    }
}
