using S3MultipartUpload.Integrity;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>Lists the parts of a session, makes an object of them, or gives them up.</summary>
internal sealed class SessionCompletion(
    PartListing listing, UploadCompleter completer, Settler settler, Deadline deadline, ServiceLimits limits)
{
    /// <exception cref="UploadRefusedException">They have a gap, are none, or too many.</exception>
    public IReadOnlyList<int>? Check(IEnumerable<int>? partNumbers) =>
        partNumbers is null ? null : PartSelection.Check(partNumbers, limits);

    /// <exception cref="UploadNotFoundException">The store does not know the upload any more.</exception>
    public async Task<IReadOnlyDictionary<int, StoredPart>> ListAsync(OpenUpload upload, CancellationToken cancellationToken) =>
        await listing.ReadAsync(upload.Address, upload.Record.ChecksumAlgorithm, cancellationToken).ConfigureAwait(false)
        ?? throw Gone(upload);

    /// <summary>
    /// The parts that this session has stored itself are known; of the others only the store knows. Where the store compares no checksums
    /// on completion, it is asked about all.
    /// </summary>
    /// <returns>The parts one behind the other.</returns>
    /// <exception cref="UploadRefusedException">A part is missing, or too small for its place.</exception>
    public async Task<IReadOnlyList<UploadedPart>> FindPartsAsync(
        OpenUpload upload, SessionParts own, IReadOnlyList<int>? asked, CancellationToken cancellationToken)
    {
        StoredPart?[] known = [.. (asked ?? []).Select(own.Find)];
        if (asked is not null && upload.Record.KeepsPartChecksums && known.All(part => part is not null))
        {
            return PartSelection.Arrange([.. known.OfType<StoredPart>()], limits);
        }

        IReadOnlyDictionary<int, StoredPart> listed = await ListAsync(upload, cancellationToken).ConfigureAwait(false);
        asked ??= PartSelection.Check(listed.Keys.Union(own.Numbers), limits);
        return PartSelection.Arrange(
            [.. asked.Select(number => Choose(number, own.Find(number), listed.GetValueOrDefault(number)))], limits);
    }

    /// <summary>Makes an object of the parts.</summary>
    /// <returns>The object; or what is left, the upload being kept.</returns>
    public async Task<SettledUpload> CompleteAsync(OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken)
    {
        StoreOutcome outcome = await completer.CompleteAsync(upload, manifest, cancellationToken).ConfigureAwait(false);
        SettledUpload settled = await SettleAsync(upload, outcome).ConfigureAwait(false);

        // An object with other bytes than this session knows is no damage where another process has completed the upload.
        return settled.State == FailedUploadState.Suspect && outcome is StoreOutcome.Unclear { IsRefused: true, Cause: var refusal }
            && UploadFailure.CauseOf(refusal) is UploadNotFoundException
                ? await SettleAsync(upload, refusal).ConfigureAwait(false)
                : settled;
    }

    /// <summary>What is left of the upload, which no request of this call can have completed.</summary>
    public Task<SettledUpload> SettleAsync(OpenUpload upload, Exception error) => SettleAsync(upload, new StoreOutcome.NotStored(error));

    /// <summary>Aborts the upload.</summary>
    /// <returns>What is left of it, and why, unless it is gone without a trace.</returns>
    public async Task<SettledUpload?> AbortAsync(OpenUpload upload)
    {
        using CancellationTokenSource end = deadline.Start();
        (bool wasThere, Exception? failure) = await settler.TryAbortAsync(upload.Address, end.Token).ConfigureAwait(false);
        if (failure is not null)
        {
            return SettledUpload.Failure(FailedUploadState.AbortFailed, failure);
        }

        SettledUpload? settled = wasThere ? null : await SettleAsync(upload, Gone(upload)).ConfigureAwait(false);
        return settled is { State: FailedUploadState.None } ? null : settled;
    }

    private static UploadNotFoundException Gone(OpenUpload upload) =>
        new($"The store does not know the multipart upload {upload.UploadId} any more.");

    private async Task<SettledUpload> SettleAsync(OpenUpload upload, StoreOutcome outcome)
    {
        using CancellationTokenSource end = deadline.Start();
        return await settler.SettleAsync(outcome, upload.Target, upload, keep: true, end.Token).ConfigureAwait(false);
    }

    private static StoredPart Choose(int partNumber, StoredPart? own, StoredPart? listed) =>
        own is null || listed is null || (own.Size == listed.Size && ETags.AreEqual(own.ETag, listed.ETag))
            ? own ?? listed ?? throw new UploadRefusedException($"Part {partNumber:N0} is not stored. Upload it, or complete without it.")
            : throw new IntegrityException(
                $"The store has other bytes of part {partNumber:N0} than it confirmed to this session. Upload the part again.");
}
