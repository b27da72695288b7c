using System.Net;
using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Compares the parts that the store has with those that it confirmed, and sends again what differs.</summary>
internal sealed class PartRepair(
    UploadServices services, UploadRequest request, OpenUpload upload, UploadLedger ledger, PartExecutor executor)
{
    /// <summary>
    /// Whether nothing but the store's word on each part says that it has the right bytes: it keeps no checksum that it compares on
    /// completion, nor are the parts' ETags proof.
    /// </summary>
    private bool IsNeeded => !upload.KeepsPartChecksums && upload.ChecksumAlgorithm != PartChecksumAlgorithm.None
        && !S3Gateway.ProvesBytesByETag(services.Profile, request);

    /// <summary>Completes the upload when its parts are right, and once more when wrong ones have been sent again.</summary>
    public async Task<StoredObject> CompleteAsync(Func<Task<StoredObject>> complete, CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await complete().ConfigureAwait(false);
        }
        catch (AmazonS3Exception refusal) when (refusal.ErrorCode == "InvalidPart")
        {
            if (!await TryRepairAsync(refusal, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            return await complete().ConfigureAwait(false);
        }
    }

    /// <summary>Before completion, where nothing else has verified the parts.</summary>
    /// <remarks>Parts that are missing in the list may just be late in it; whether they are there, completion tells.</remarks>
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!IsNeeded)
        {
            return;
        }

        IReadOnlyDictionary<int, StoredPart>? listed;
        try
        {
            listed = await PartListing.ReadAsync(services, request, upload, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception refused) when (refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented)
        {
            // Whoever may write need not be allowed to list. The store has been given the MD5 of each part.
            Log.CallFailed(services.Logger, "ListParts", 1, refused);
            return;
        }

        await ResendAsync(
            [.. ledger.Parts.Where(part => listed?.GetValueOrDefault(part.PartNumber) is { } stored && !IsSame(part, stored))],
            cause: null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>After the store refused to complete the upload, for it does not have a part that it confirmed.</summary>
    /// <returns>Whether a part was wrong, and has been sent again.</returns>
    /// <exception cref="IntegrityException">The source cannot be read again.</exception>
    private async Task<bool> TryRepairAsync(AmazonS3Exception refusal, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<int, StoredPart>? listed =
            await PartListing.ReadAsync(services, request, upload, cancellationToken).ConfigureAwait(false);
        UploadedPart[] wrong = [.. ledger.Parts.Where(
            part => listed is not null && (!listed.TryGetValue(part.PartNumber, out StoredPart? stored) || !IsSame(part, stored)))];
        await ResendAsync(wrong, refusal, cancellationToken).ConfigureAwait(false);
        return wrong.Length > 0;
    }

    private static bool IsSame(UploadedPart sent, StoredPart stored) =>
        sent.Size == stored.Size
        && ETags.AreEqual(sent.ETag, stored.ETag)
        && (sent.Checksum is null || stored.Checksum is null || sent.Checksum == stored.Checksum);

    private async Task ResendAsync(UploadedPart[] wrong, Exception? cause, CancellationToken cancellationToken)
    {
        if (wrong.Length == 0)
        {
            return;
        }

        string numbers = string.Join(", ", wrong.Select(part => part.PartNumber).Take(10)) + (wrong.Length > 10 ? ", …" : "");
        Log.PartsDiffer(services.Logger, upload.UploadId, numbers);
        if (!request.Source.IsRandomAccess)
        {
            throw new IntegrityException(
                $"The store does not have the parts {numbers} that it confirmed, and the source can be read only once: upload it again " +
                "from its first byte. (A file or a block of memory is read again by itself.)", cause);
        }

        foreach (UploadedPart part in wrong)
        {
            var range = new PartRange(part.PartNumber, part.Offset, part.Size);
            using var content = new PartContent(range, isLast: false, token => request.Source.OpenPartAsync(range, token), buffer: null);
            UploadedPart again = await executor.ExecuteAsync(
                content,
                upload.Choice,
                (attempt, token) => services.Gateway.UploadPartAsync(request, upload, attempt, token),
                cancellationToken).ConfigureAwait(false);

            // The other parts were sent from the source as it was: so must this one be.
            ledger.OnStored(again.Checksum == part.Checksum ? again : throw new SourceChangedException(
                $"Part {part.PartNumber:N0} of the source has other bytes than when it was sent first."));
        }
    }
}
