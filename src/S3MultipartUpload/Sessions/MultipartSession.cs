namespace S3MultipartUpload;

/// <inheritdoc cref="IMultipartSession"/>
#pragma warning disable CA1001 // A session may be forgotten at any time: what it holds has neither timer nor handle.
internal sealed class MultipartSession(UploadServices services, ObjectSettings target, OpenUpload upload) : IMultipartSession
#pragma warning restore CA1001
{
    private const string Aborted = "was aborted";

    /// <summary>The turn of completing: no part has this number.</summary>
    private const int Completion = 0;

    private readonly SessionParts _parts = new();
    private readonly PartTurns _turns = new();
    private readonly long _started = services.Time.GetTimestamp();
    private readonly CancellationTokenSource _aborting = new();
    private string? _ended;

    public string BucketName => upload.BucketName;

    public string Key => upload.Key;

    public string UploadId => upload.UploadId;

    public async Task<StoredPart> UploadPartAsync(int partNumber, IPartSource source, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborting.Token);
        try
        {
            ThrowIfEnded();
            var reader = new WholePartReader(services, partNumber, source);
            reader.ThrowIfRefused();
            return await _turns.RunAsync(partNumber, () => SendAsync(reader, either.Token), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Sending the part was cancelled.", canceled, cancellationToken);
        }
        catch (Exception error) when (error is not (UploadRefusedException or OperationCanceledException))
        {
            throw Failure(new PartFailedException(partNumber, error));
        }
        finally
        {
            await services.DisposeAsync(source).ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<StoredPart>> ListPartsAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        try
        {
            return [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Values];
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Failure(error);
        }
    }

    public async Task<UploadManifest> CompleteAsync(IEnumerable<int>? partNumbers = null, CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        IReadOnlyList<int>? asked = partNumbers is null ? null : PartSelection.Check(partNumbers, services.Profile.Limits);
        if (!_turns.IsQuiet)
        {
            throw new UploadRefusedException("Parts are still being sent, or the object is being completed. Complete when those calls have ended.");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborting.Token);
        try
        {
            return await _turns.RunAsync(Completion, () => CompleteInTurnAsync(asked, either.Token), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Completing the object was cancelled.", canceled, cancellationToken);
        }
    }

    public async Task AbortAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.CompareExchange(ref _ended, Aborted, comparand: null);
        ThrowIfCompleted();
        await _aborting.CancelAsync().ConfigureAwait(false);
        await _turns.WhenQuietAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfCompleted(); // The object may have been stored before that could be called back.
        if (await new FailedUpload(services, target).TryAbortAsync(UploadId).ConfigureAwait(false) is { } failure)
        {
            throw UploadFailure.Create(failure, FailedUploadState.AbortFailed, ManifestOf([]));
        }
    }

    public string ToJson() => SessionJson.Write(new SessionRecord
    {
        SchemaVersion = SessionRecord.CurrentSchemaVersion,
        Upload = upload,
        ExpectedBucketOwner = target.ExpectedBucketOwner,
        NeedsCustomerKey = target.Encryption?.CustomerKey is not null,
        IfNoneMatch = target.IfNoneMatch,
        IfMatch = target.IfMatch,
    });

    private async Task<UploadManifest> CompleteInTurnAsync(IReadOnlyList<int>? asked, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        IReadOnlyList<UploadedPart> parts = [];
        var completer = new UploadCompleter(services, target);
        try
        {
            parts = PartSelection.Arrange(await FindPartsAsync(asked, cancellationToken).ConfigureAwait(false), services.Profile.Limits);
            UploadManifest manifest = ManifestOf(parts);
            return Completed(manifest, await completer.CompleteAsync(upload, manifest, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is not UploadRefusedException)
        {
            (FailedUploadState state, StoredObject? stored) = error is IntegrityException { IsOfObject: true }
                ? (FailedUploadState.Suspect, null)
                : await new FailedUpload(services, target)
                    .SettleAsync(upload.ProofOf(parts), IsGone(error) ? null : UploadId, completer.MayBeStored, keep: true).ConfigureAwait(false);
            if (stored is not null)
            {
                return Completed(ManifestOf(parts), stored);
            }

            throw cancellationToken.IsCancellationRequested
                ? new OperationCanceledException("Completing the object was cancelled.", error, cancellationToken)
                : UploadFailure.Create(error, target, state, ManifestOf(parts));
        }
    }

    private async Task<StoredPart> SendAsync(WholePartReader reader, CancellationToken cancellationToken)
    {
        using PartContent content = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        UploadedPart part = await new PartExecutor(services, _parts).ExecuteAsync(
            content,
            upload.Choice,
            (attempt, token) => services.Gateway.UploadPartAsync(target, upload, attempt, token),
            cancellationToken).ConfigureAwait(false);
        var stored = new StoredPart { PartNumber = part.PartNumber, Size = part.Size, ETag = part.ETag, Checksum = part.Checksum };
        _parts.OnStored(stored);
        return stored;
    }

    /// <summary>
    /// The parts that this session has stored itself are known; of the others only the store knows. Where the store compares no checksums
    /// on completion, it is asked about all.
    /// </summary>
    private async Task<IReadOnlyList<StoredPart>> FindPartsAsync(IReadOnlyList<int>? asked, CancellationToken cancellationToken)
    {
        StoredPart?[] own = [.. (asked ?? []).Select(_parts.Find)];
        if (asked is not null && upload.KeepsPartChecksums && own.All(part => part is not null))
        {
            return [.. own.OfType<StoredPart>()];
        }

        IReadOnlyDictionary<int, StoredPart> listed = await ListAsync(cancellationToken).ConfigureAwait(false);
        asked ??= PartSelection.Check(listed.Keys.Union(_parts.Numbers), services.Profile.Limits);
        return [.. asked.Select(number => Find(number, listed.GetValueOrDefault(number)))];
    }

    private StoredPart Find(int partNumber, StoredPart? listed)
    {
        StoredPart? own = _parts.Find(partNumber);
        return own is null || listed is null || (own.Size == listed.Size && ETags.AreEqual(own.ETag, listed.ETag))
            ? own ?? listed ?? throw new UploadRefusedException($"Part {partNumber:N0} is not stored. Upload it, or complete without it.")
            : throw new IntegrityException(
                $"The store has other bytes of part {partNumber:N0} than it confirmed to this session. Upload the part again.");
    }

    private async Task<IReadOnlyDictionary<int, StoredPart>> ListAsync(CancellationToken cancellationToken) =>
        await PartListing.ReadAsync(services, target, upload, cancellationToken).ConfigureAwait(false)
        ?? throw new UploadNotFoundException($"The store does not know the multipart upload {UploadId} any more.");

    private UploadManifest Completed(UploadManifest manifest, StoredObject stored)
    {
        _ended = "was completed";
        return manifest with
        {
            IsComplete = true,
            ETag = stored.ETag,
            VersionId = stored.VersionId,
            Location = stored.Location,
            Checksum = upload.ChecksumOf(manifest.Parts),
        };
    }

    private UploadManifest ManifestOf(IReadOnlyList<UploadedPart> parts) => new()
    {
        BucketName = BucketName,
        Key = Key,
        UploadId = UploadId,
        Size = parts.Sum(part => part.Size),
        PartSize = parts.Count > 0 ? parts[0].Size : 0,
        Parts = parts,
        ChecksumAlgorithm = upload.ChecksumAlgorithm,
        Duration = services.Time.GetElapsedTime(_started),
        Retries = _parts.Retries,
    };

    private MultipartUploadException Failure(Exception error) => UploadFailure.Create(
        error,
        IsGone(error) ? FailedUploadState.None : FailedUploadState.Kept,
        ManifestOf([]));

    private static bool IsGone(Exception error) => UploadFailure.CauseOf(error) is UploadNotFoundException;

    private void ThrowIfCompleted()
    {
        if (_ended != Aborted)
        {
            ThrowIfEnded();
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is { } how)
        {
            throw new UploadRefusedException($"The session has ended: its upload {how}. Start another.");
        }
    }
}
