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
/// <param name="deadline">Bounds each call of the store of checkpoints.</param>
/// <param name="logger">The log.</param>
internal sealed class CheckpointWriter(
    ICheckpoint checkpoint, IPartSource source, UploadPlan plan, UploadLedger ledger, Deadline deadline, ILogger logger) : ICheckpointSink
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IntervalPerPart = TimeSpan.FromMicroseconds(100);

    private readonly object _gate = new();

    // As it was before the first byte was read: parts read before a change must not count as those of the source after it.
    private readonly string? _fingerprint = source.Fingerprint;
    private readonly string? _identity = source.Identity;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        try
        {
            await WriteAsync(upload.Record, cancellationToken).ConfigureAwait(false);
            _upload = upload.Record;
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw CheckpointException.NotSaved(checkpoint.Location, failure);
        }
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
        await StopAsync().ConfigureAwait(false);
        if (_upload is { } upload && (_isDirty || _isBehind) && (isWhole || _earlier.IsMatched))
        {
            await TryWriteAsync(upload, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task DeleteAsync()
    {
        await StopAsync().ConfigureAwait(false);
        using CancellationTokenSource end = deadline.Start();
        try
        {
            await checkpoint.DeleteAsync(end.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the store of checkpoints throws, the object is stored.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.CheckpointFailed(logger, checkpoint.Location, failure);
        }
    }

    private async Task StopAsync()
    {
        Task writing;
        lock (_gate)
        {
            _closing.TrySetResult();
            writing = _writing;
        }

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

            await TryWriteAsync(upload, CancellationToken.None).ConfigureAwait(false);

            // The more parts there are, the longer each writing is.
            TimeSpan interval = LeastInterval + (ledger.Parts.Count * IntervalPerPart);
            await Task.WhenAny(_closing.Task, Task.Delay(interval, deadline.Time)).ConfigureAwait(false);
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
        using CancellationTokenSource end = deadline.Start();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        await checkpoint.WriteAsync(content, either.Token).ConfigureAwait(false);
    }
}
