namespace S3MultipartUpload;

/// <summary>One upload from its first request to its last.</summary>
internal sealed class UploadRun
{
    private readonly UploadServices _services;
    private readonly UploadRequest _request;
    private readonly UploadPlan _plan;
    private readonly UploadLedger _ledger;
    private readonly CheckpointWriter? _writer;
    private readonly EarlierRun? _resumed;
    private readonly string _uploadToken;
    private readonly PartExecutor _executor;
    private readonly SinglePut _put;
    private readonly UploadCompleter _completer;
    private OpenUpload? _upload;
    private bool _isOver;

    /// <param name="services">What all uploads use.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="plan">How the source is cut.</param>
    /// <param name="ledger">What is done so far.</param>
    /// <param name="writer">Writes the checkpoint, if one is kept.</param>
    /// <param name="resumed">The run that is resumed, if there is one.</param>
    public UploadRun(
        UploadServices services, UploadRequest request, UploadPlan plan, UploadLedger ledger, CheckpointWriter? writer, EarlierRun? resumed)
    {
        (_services, _request, _plan, _ledger, _writer, _resumed) = (services, request, plan, ledger, writer, resumed);
        _upload = resumed?.Upload;
        _uploadToken = _upload?.UploadToken ?? UploadToken.Create();
        _executor = new PartExecutor(services, ledger);
        _put = new SinglePut(services, request, _uploadToken, _executor);
        _completer = new UploadCompleter(services, request);
    }

    /// <summary>Whether bytes of the source may have been read.</summary>
    public bool HasReadSource { get; private set; }

    public async Task<UploadManifest> ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await CompletedAsync(await StoreAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // By now no part is being sent any more.
            return await SettleAsync(error, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StoredObject> StoreAsync(CancellationToken cancellationToken)
    {
        if (_resumed is null)
        {
            return await ReadAndStoreAsync(EarlierParts.None, alreadyStored: null, cancellationToken).ConfigureAwait(false);
        }

        (EarlierParts earlier, StoredObject? stored) = await _resumed.FindAsync(cancellationToken).ConfigureAwait(false);
        _isOver = stored is not null;
        if (_writer is not null)
        {
            _writer.Earlier = earlier;
        }

        _ledger.OnResumed([.. earlier.Kept]);
        return await ReadAndStoreAsync(earlier, stored, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="earlier">The parts that are stored.</param>
    /// <param name="alreadyStored">The object, where the earlier run has stored it: then the source is compared at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<StoredObject> ReadAndStoreAsync(
        EarlierParts earlier, StoredObject? alreadyStored, CancellationToken cancellationToken)
    {
        var reader = new PartReader(_request.Source, _plan, _services.Buffers, earlier.Kept.Select(part => part.PartNumber).ToHashSet());
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<PartContent> parts = reader.ReadAsync(reading.Token).GetAsyncEnumerator(reading.Token);
        await using (parts.ConfigureAwait(false))
        {
            HasReadSource = true;
            bool hasParts = await parts.MoveNextAsync().ConfigureAwait(false);
            using PartContent? first = hasParts ? parts.Current : null;
            if (_upload is null && first is { IsLast: true } && first.Range.Length <= _plan.SinglePutThreshold)
            {
                (UploadedPart part, StoredObject stored) = await UploadPause.RunAsync(
                    _request.Pause, () => _put.ExecuteAsync(first, cancellationToken), cancellationToken).ConfigureAwait(false);
                _ledger.OnStored(part);
                return stored;
            }

            OpenUpload upload = _upload ?? await OpenAsync(cancellationToken).ConfigureAwait(false);
            if (first is not null)
            {
                var sender = new PartSender(_services, _request, upload, _ledger, _executor, earlier);
                await sender.SendAllAsync(first, parts, reading, cancellationToken).ConfigureAwait(false);
            }

            if (alreadyStored is not null)
            {
                earlier.ThrowIfNotAll(_ledger.Parts.Count);
                return alreadyStored;
            }

            return await CompleteAsync(upload, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<OpenUpload> OpenAsync(CancellationToken cancellationToken)
    {
        OpenUpload upload = await _services
            .CreateAsync(_request, _uploadToken, opened => _upload = opened, cancellationToken).ConfigureAwait(false);
        if (_writer is not null)
        {
            await _writer.BeginAsync(upload, cancellationToken).ConfigureAwait(false);
        }

        return upload;
    }

    private async Task<StoredObject> CompleteAsync(OpenUpload upload, CancellationToken cancellationToken)
    {
        if (_writer is not null)
        {
            // From here on the object may be there without our knowing: then the checkpoint tells its parts.
            await _writer.CloseAsync(isWhole: true, cancellationToken).ConfigureAwait(false);
        }

        var repair = new PartRepair(_services, _request, upload, _ledger, _executor);
        return await UploadPause.RunAsync(
            _request.Pause,
            () => repair.CompleteAsync(() => _completer.CompleteAsync(upload, Manifest(), cancellationToken), cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    private UploadManifest Manifest() =>
        _ledger.ToManifest(_upload?.UploadId, _upload?.ChecksumAlgorithm ?? _services.AlgorithmOf(_request));

    /// <summary>What tells that the object under the key is this upload's, as far as it has come.</summary>
    private ObjectProof Proof() =>
        _put.Unconfirmed is { } put ? _put.ProofOf(put)
        : _upload is not null ? _upload.ProofOf(_ledger.Parts)
        : new ObjectProof(_uploadToken, _ledger.BytesStored, PartChecksumAlgorithm.None, Checksum: null);

    private async Task<UploadManifest> SettleAsync(Exception error, CancellationToken cancellationToken)
    {
        bool keep = _writer?.IsSaved == true && _request.FailureAction != FailureAction.Abort;
        bool isGone = _isOver || (keep && UploadFailure.CauseOf(error) is UploadNotFoundException);
        var failed = new FailedUpload(_services, _request);
        (FailedUploadState state, StoredObject? stored) = error is IntegrityException { IsOfObject: true }
            ? (FailedUploadState.Suspect, null)
            : await failed.SettleAsync(
                Proof(),
                isGone ? null : _upload?.UploadId,
                mayBeStored: _completer.MayBeStored || _put.Unconfirmed is not null,
                keep).ConfigureAwait(false);
        if (stored is not null)
        {
            if (_put.Unconfirmed is { } put)
            {
                _ledger.OnStored(put.StoredAs(stored.ETag ?? ""));
            }

            return await CompletedAsync(stored).ConfigureAwait(false);
        }

        if (_upload is not null)
        {
            Log.Failed(_services.Logger, _upload.UploadId, state);
        }

        if (_writer is not null)
        {
            bool isOver = state is FailedUploadState.Aborted or FailedUploadState.Suspect;
            await (isOver ? _writer.DeleteAsync() : _writer.CloseAsync(isWhole: false, CancellationToken.None)).ConfigureAwait(false);
        }

        throw cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The upload was cancelled.", error, cancellationToken)
            : UploadFailure.Create(error, _request, state, Manifest());
    }

    private async Task<UploadManifest> CompletedAsync(StoredObject stored)
    {
        if (_writer is not null)
        {
            await _writer.DeleteAsync().ConfigureAwait(false);
        }

        UploadManifest manifest = Manifest();
        Log.Completed(_services.Logger, manifest.Size, manifest.Parts.Count, manifest.Duration, manifest.Retries);
        return manifest with
        {
            IsComplete = true,
            ETag = stored.ETag,
            VersionId = stored.VersionId,
            Location = stored.Location,
            Checksum = _upload is not null
                ? _upload.ChecksumOf(manifest.Parts)
                : ObjectDigest.OfPut(manifest.ChecksumAlgorithm, manifest.Parts[0]),
        };
    }
}
