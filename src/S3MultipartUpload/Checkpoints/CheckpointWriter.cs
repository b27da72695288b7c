namespace S3MultipartUpload;

/// <summary>
/// Writes the checkpoint of a running upload: at once when the upload was opened, then in the background whenever parts have been
/// stored since. Parts that come while it writes go into the next writing, so that ten thousand parts do not mean ten thousand files.
/// What a killed process could not write any more shows in the store's own list of parts.
/// </summary>
internal sealed class CheckpointWriter(
    ICheckpoint checkpoint, UploadPlan plan, IPartSource source, UploadLedger ledger, UploadServices services)
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IntervalPerPart = TimeSpan.FromMicroseconds(100);

    private readonly object _gate = new();

    // As it was before the first byte was read: parts read before a change must not count as those of the source after it.
    private readonly string? _fingerprint = source.Fingerprint;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writing = Task.CompletedTask;
    private OpenUpload? _upload;
    private bool _isDirty;
    private bool _isBehind;
    private bool _isWriting;

    /// <summary>Whether the checkpoint names the upload, so that it may stay open.</summary>
    public bool IsSaved => _upload is not null;

    /// <summary>What must be compared before anything is written.</summary>
    public EarlierParts Earlier { get; set; } = EarlierParts.None;

    /// <summary>An earlier run has written the checkpoint of this upload.</summary>
    public void GoOnWith(OpenUpload upload) => _upload = upload;

    /// <exception cref="CheckpointException">It could not be written.</exception>
    public async Task BeginAsync(OpenUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(upload, cancellationToken).ConfigureAwait(false);
            _upload = upload;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw CheckpointException.NotSaved(checkpoint.Location, failure);
        }
    }

    /// <summary>A part was stored.</summary>
    public void OnStored()
    {
        lock (_gate)
        {
            _isDirty = true;
            if (!_isWriting && Earlier.IsMatched && _upload is { } upload && !_closing.Task.IsCompleted)
            {
                _isWriting = true;
                _writing = Task.Run(() => WriteInBackgroundAsync(upload));
            }
        }
    }

    /// <summary>Writes what has not been written yet; afterwards nothing is written in the background any more.</summary>
    /// <param name="isWhole">The source has been read to its end.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task CloseAsync(bool isWhole, CancellationToken cancellationToken)
    {
        await StopAsync().ConfigureAwait(false);
        if (_upload is { } upload && (_isDirty || _isBehind) && (isWhole || Earlier.IsMatched))
        {
            await TryWriteAsync(upload, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The upload has ended and needs no checkpoint any more. One that stays would find that out when it is resumed.</summary>
    public async Task DeleteAsync()
    {
        await StopAsync().ConfigureAwait(false);
        using CancellationTokenSource deadline = Deadline();
        try
        {
            await checkpoint.DeleteAsync(deadline.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the store of checkpoints throws, the object is stored.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.CheckpointFailed(services.Logger, checkpoint.Location, failure);
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

    private async Task WriteInBackgroundAsync(OpenUpload upload)
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
            await Task.WhenAny(_closing.Task, Task.Delay(interval, services.Time)).ConfigureAwait(false);
        }
    }

    /// <summary>A checkpoint that falls behind costs a comparison when it is resumed; it is no reason to give the upload up.</summary>
    private async Task TryWriteAsync(OpenUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(upload, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the store of checkpoints throws.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.CheckpointFailed(services.Logger, checkpoint.Location, failure);
            _isBehind = true;
            return;
        }

        _isBehind = false;
    }

    /// <summary>A store of checkpoints that does not answer must not hold the upload up for ever, nor once it has ended.</summary>
    private CancellationTokenSource Deadline() => new(services.Options.AbortTimeout, services.Time);

    private async Task WriteAsync(OpenUpload upload, CancellationToken cancellationToken)
    {
        byte[] content = CheckpointJson.Write(new UploadCheckpoint
        {
            SchemaVersion = UploadCheckpoint.CurrentSchemaVersion,
            Upload = upload,
            PartSize = plan.PartSize,
            SourceLength = plan.Length,
            SourceFingerprint = _fingerprint,
            Parts = ledger.Parts,
        });
        using CancellationTokenSource deadline = Deadline();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await checkpoint.WriteAsync(content, either.Token).ConfigureAwait(false);
    }
}
