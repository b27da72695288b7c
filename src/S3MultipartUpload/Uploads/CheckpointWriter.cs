using Microsoft.Extensions.Logging;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>
/// Writes the checkpoint of a running upload: at once when the upload was opened, then in the background whenever parts have been
/// stored since. Parts that come while it writes go into the next writing, so that ten thousand parts do not mean ten thousand files.
/// What a killed process could not write any more shows in the store's own list of parts.
/// </summary>
/// <param name="checkpoint">Where it is kept.</param>
/// <param name="source">What is uploaded.</param>
/// <param name="plan">How that is cut.</param>
/// <param name="ledger">The parts that are stored.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
#pragma warning disable CA1001 // What it holds has neither timer nor handle.
internal sealed class CheckpointWriter(
    ICheckpoint checkpoint, IPartSource source, UploadPlan plan, UploadLedger ledger, TimeProvider time, ILogger logger) : ICheckpointSink
#pragma warning restore CA1001
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IntervalPerPart = TimeSpan.FromMicroseconds(100);

    private readonly object _gate = new();

    // As it was before the first byte was read: parts read before a change must not count as those of the source after it.
    private readonly string? _fingerprint = source.Fingerprint;
    private readonly string? _identity = source.Identity;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _writing = Task.CompletedTask;
    private EarlierParts _earlier = EarlierParts.None;
    private UploadRecord? _upload;
    private bool _isDirty;
    private bool _isBehind;
    private bool _isWriting;

    /// <summary>An earlier run has written the checkpoint of this upload.</summary>
    public void Resume(UploadRecord upload) => _upload = upload;

    public async Task<bool> BeginAsync(OpenUpload upload, CancellationToken cancellationToken)
    {
        await WriteAsync(upload.Record, cancellationToken).ConfigureAwait(false);
        _upload = upload.Record;
        return true;
    }

    public void Expect(EarlierParts earlier) => _earlier = earlier;

    public void OnStored()
    {
        lock (_gate)
        {
            _isDirty = true;
            if (!_isWriting && _earlier.IsMatched && _upload is { } upload && !_closing.Task.IsCompleted)
            {
                _isWriting = true;
                _writing = Task.Run(() => WriteInBackgroundAsync(upload));
            }
        }
    }

    public async Task CloseAsync(bool isWhole, CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        if (_upload is { } upload && (_isDirty || _isBehind) && (isWhole || _earlier.IsMatched))
        {
            _isDirty = false; // Nothing is written in the background any more.
            await TryWriteAsync(upload, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await checkpoint.DeleteAsync(cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the store of checkpoints throws, the object is stored.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.CheckpointFailed(logger, checkpoint.Location, failure);
        }
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        Task writing;
        lock (_gate)
        {
            _closing.TrySetResult();
            writing = _writing;
        }

        using CancellationTokenRegistration stop = cancellationToken.Register(_stopping.Cancel);
        await writing.ConfigureAwait(false);
    }

    private async Task WriteInBackgroundAsync(UploadRecord upload)
    {
        while (true)
        {
            lock (_gate)
            {
                if (!_isDirty || _closing.Task.IsCompleted)
                {
                    _isWriting = false;
                    return;
                }

                _isDirty = false;
            }

            await TryWriteAsync(upload, _stopping.Token).ConfigureAwait(false);

            // The more parts there are, the longer each writing is.
            TimeSpan interval = LeastInterval + (ledger.Parts.Count * IntervalPerPart);
            await Task.WhenAny(_closing.Task, Task.Delay(interval, time)).ConfigureAwait(false);
        }
    }

    /// <summary>A checkpoint that falls behind costs a comparison when it is resumed; it is no reason to give the upload up.</summary>
    private async Task TryWriteAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(upload, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the store of checkpoints throws.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.CheckpointFailed(logger, checkpoint.Location, failure);
            _isBehind = true;
            return;
        }

        _isBehind = false;
    }

    private async Task WriteAsync(UploadRecord upload, CancellationToken cancellationToken)
    {
        byte[] content = CheckpointJson.Write(new UploadCheckpoint
        {
            SchemaVersion = UploadCheckpoint.CurrentSchemaVersion,
            Upload = upload,
            PartSize = plan.PartSize,
            SourceLength = plan.Length,
            SourceFingerprint = _fingerprint,
            SourceIdentity = _identity,
            Parts = ledger.Parts,
        });
        await checkpoint.WriteAsync(content, cancellationToken).ConfigureAwait(false);
    }
}
