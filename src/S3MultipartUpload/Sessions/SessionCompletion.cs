using S3MultipartUpload.Integrity;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>Lists the parts of a session, makes an object of them, or gives them up.</summary>
internal sealed class SessionCompletion(
    PartListing listing, UploadCompleter completer, Settler settler, Deadline deadline, ProviderProfile profile)
{
    /// <exception cref="UploadRefusedException">They have a gap, are none, or too many.</exception>
    public IReadOnlyList<int>? Check(IEnumerable<int>? partNumbers) =>
        partNumbers is null ? null : PartSelection.Check(partNumbers, profile.Limits);

    /// <exception cref="UploadNotFoundException">The store does not know the upload any more.</exception>
    public async Task<IReadOnlyDictionary<int, StoredPart>> ListAsync(OpenUpload upload, CancellationToken cancellationToken) =>
        await listing.ReadAsync(upload.Address, upload.Record.ChecksumAlgorithm, cancellationToken).ConfigureAwait(false)
        ?? throw Gone(upload);

    /// <summary>
    /// The parts that this session has stored itself are known; of the others only the store knows. Where the store compares no checksums
    /// on completion, it is asked about all.
    /// </summary>
    /// <param name="upload">The upload.</param>
    /// <param name="own">What this session has stored.</param>
    /// <param name="asked">The parts that the object is made of; null for all.</param>
    /// <param name="mustList">The store did not accept what was known: it is asked again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The parts one behind the other.</returns>
    /// <exception cref="UploadRefusedException">A part is missing, or too small for its place.</exception>
    public async Task<IReadOnlyList<UploadedPart>> FindPartsAsync(
        OpenUpload upload, SessionParts own, IReadOnlyList<int>? asked, bool mustList, CancellationToken cancellationToken)
    {
        StoredPart?[] known = [.. (asked ?? []).Select(own.Find)];
        if (!mustList && asked is not null && upload.Record.KeepsPartChecksums && known.All(part => part is not null))
        {
            return PartSelection.Arrange([.. known.OfType<StoredPart>()], profile.Limits);
        }

        IReadOnlyDictionary<int, StoredPart> listed = await ListAsync(upload, cancellationToken).ConfigureAwait(false);
        asked ??= PartSelection.Check(listed.Keys.Union(own.Numbers), profile.Limits);
        return PartSelection.Arrange(
            [.. asked.Select(number => Choose(upload, number, own.Find(number), listed.GetValueOrDefault(number)))],
            profile.Limits);
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

    /// <remarks>
    /// Another machine may have sent the same bytes again. Then a part has another ETag, where ETags are not MD5s; the store's word counts.
    /// </remarks>
    private StoredPart Choose(OpenUpload upload, int partNumber, StoredPart? own, StoredPart? listed)
    {
        if (own is null || listed is null)
        {
            return own ?? listed ?? throw new UploadRefusedException(
                $"Part {partNumber:N0} is not stored. Upload it, or complete without it.");
        }

        bool mayBeRenamed = !PayloadRules.ProvesBytesByETag(profile, upload.Target);
        return own.Size == listed.Size
            && (ETags.AreEqual(own.ETag, listed.ETag) || (mayBeRenamed && own.Checksum is { } bytes && bytes == listed.Checksum))
                ? listed with { Checksum = listed.Checksum ?? own.Checksum }
                : throw new IntegrityException(
                    $"The store has other bytes of part {partNumber:N0} than it confirmed to this session. Upload the part again.");
    }
}
