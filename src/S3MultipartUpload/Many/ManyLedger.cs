using Microsoft.Extensions.Logging;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload.Many;

/// <summary>How far many uploads are: sums, so that it is no larger for more of them.</summary>
internal sealed class ManyLedger
{
    private readonly object _gate = new();
    private readonly ProgressReports<UploadManyProgress>? _reports;
    private long _taken;
    private long _stored;
    private long _failed;
    private long _bytesTaken;
    private long _bytesStored;
    private long _bytesDone;
    private long _bytesTold;
    private long _bytesSent;
    private int _unknownLengths;
    private (long Objects, long Bytes)? _expected;
    private bool _isAllTaken;
    private bool _isCompleted;

    public ManyLedger(IProgress<UploadManyProgress>? progress, TimeSpan interval, TimeProvider time, ILogger logger) =>
        _reports = progress is null ? null : new ProgressReports<UploadManyProgress>(
            progress, interval, Read, (report, rate) => report with { BytesPerSecond = rate }, time, logger);

    /// <summary>An upload is going to run.</summary>
    public ManyEntry Take(long? length)
    {
        lock (_gate)
        {
            _taken++;
            _bytesTaken += length ?? 0;
            _unknownLengths += length is null ? 1 : 0;
        }

        return new ManyEntry(this, length);
    }

    /// <summary>So many will be taken, as far as is known.</summary>
    public void Expect(long objects, long bytes)
    {
        lock (_gate)
        {
            _expected = (objects, bytes);
        }
    }

    /// <summary>What was taken need not be uploaded.</summary>
    public void Drop(long? length)
    {
        lock (_gate)
        {
            _taken--;
            _bytesTaken -= length ?? 0;
            _unknownLengths -= length is null ? 1 : 0;
            _expected = _expected is { } expected ? (expected.Objects - 1, expected.Bytes - (length ?? 0)) : null;
        }
    }

    /// <summary>No more will be taken.</summary>
    public void OnAllTaken()
    {
        lock (_gate)
        {
            _isAllTaken = true;
        }

        Tell();
    }

    /// <summary>The request as it is to be sent: told of, where anybody listens.</summary>
    public UploadRequest Watched(UploadRequest request, ManyEntry entry) => _reports is null ? request : request.WatchedBy(entry);

    /// <summary>So many bytes more are done, and were sent.</summary>
    public void Move(long done, long sent)
    {
        lock (_gate)
        {
            _bytesDone += done;
            _bytesSent += sent;
        }
    }

    /// <summary>Tells whoever listens; not under a lock, for they may do anything.</summary>
    public void Tell() => _reports?.OnChanged();

    /// <param name="length">The length as it was known when the upload was taken.</param>
    /// <param name="done">What counted as done of it until now.</param>
    /// <param name="manifest">The receipt; null where it failed.</param>
    public void End(long? length, long done, UploadManifest? manifest)
    {
        lock (_gate)
        {
            long bytes = manifest?.Size ?? length ?? done;
            _bytesTaken += bytes - (length ?? 0);
            _unknownLengths -= length is null ? 1 : 0;
            _bytesDone += bytes - done;
            if (manifest is null)
            {
                _failed++;
            }
            else
            {
                _stored++;
                _bytesStored += bytes;

                // Of an uploader that tells nothing on the way.
                _bytesSent += done == 0 ? bytes : 0;
            }
        }
    }

    /// <summary>The last report is made.</summary>
    public ValueTask EndAsync()
    {
        lock (_gate)
        {
            _isCompleted = _isAllTaken && _stored == _taken;
        }

        return _reports?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private (UploadManyProgress Progress, long Sent) Read()
    {
        lock (_gate)
        {
            // A part that has to be sent again takes back what was sent of it; nobody needs to see that.
            _bytesTold = Math.Max(_bytesTold, _bytesDone);
            return (new UploadManyProgress
            {
                ObjectsStored = _stored,
                ObjectsFailed = _failed,
                TotalObjects = _isAllTaken ? _taken : _expected is { } all ? Math.Max(all.Objects, _taken) : null,
                BytesStored = _bytesStored,
                BytesTransferred = _bytesTold,
                TotalBytes = _unknownLengths > 0 ? null
                    : _isAllTaken ? _bytesTaken
                    : _expected is { } total ? Math.Max(total.Bytes, _bytesTaken)
                    : null,
                IsCompleted = _isCompleted,
            }, _bytesSent);
        }
    }
}
