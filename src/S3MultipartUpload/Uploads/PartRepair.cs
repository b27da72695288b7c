using System.Net;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Compares the parts that the store has with those that it confirmed, and sends again what differs.</summary>
internal sealed class PartRepair(PartListing listing, PartTransfer transfer, ProviderProfile profile, ILogger logger)
{
    /// <summary>Before completion, where nothing else has verified the parts.</summary>
    /// <remarks>Parts that are missing in the list may just be late in it; whether they are there, completion tells.</remarks>
    public async Task CheckAsync(OpenUpload upload, IPartSource source, UploadLedger ledger, CancellationToken cancellationToken)
    {
        if (!IsNeeded(upload))
        {
            return;
        }

        IReadOnlyDictionary<int, StoredPart>? listed;
        try
        {
            listed = await ListAsync(upload, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception refused) when (refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented)
        {
            // Whoever may write need not be allowed to list. The store has been given the MD5 of each part.
            Log.ConfirmationFailed(logger, "ListParts", refused);
            return;
        }

        await ResendAsync(
            upload,
            source,
            ledger,
            [.. ledger.Parts.Where(part => listed?.GetValueOrDefault(part.PartNumber) is { } stored && !stored.IsSameAs(part))],
            cause: null,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>After the store refused to complete the upload, for it does not have a part that it confirmed.</summary>
    /// <returns>Whether a part was wrong, and has been sent again.</returns>
    /// <exception cref="IntegrityException">The source cannot be read again.</exception>
    public async Task<bool> TryRepairAsync(
        OpenUpload upload, IPartSource source, UploadLedger ledger, Exception refusal, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<int, StoredPart>? listed = await ListAsync(upload, cancellationToken).ConfigureAwait(false);
        if (listed is null)
        {
            return false;
        }

        UploadedPart[] differing = [.. ledger.Parts.Where(
            part => !listed.TryGetValue(part.PartNumber, out StoredPart? stored) || !stored.IsSameAs(part))];

        // Where ETags are the MD5s of the bytes, another one is that of other bytes, whatever their checksum.
        bool mayBeRenamed = !PayloadRules.ProvesBytesByETag(profile, upload.Target);
        ILookup<bool, UploadedPart> byBytes = differing.ToLookup(
            part => mayBeRenamed && listed.GetValueOrDefault(part.PartNumber)?.HasBytesOf(part) == true);
        foreach (UploadedPart part in byBytes[true])
        {
            // Another request with the same bytes came last: one that was sent before, or at the same time, and was given up.
            ledger.OnStored(part with { ETag = listed[part.PartNumber].ETag });
        }

        await ResendAsync(upload, source, ledger, [.. byBytes[false]], refusal, cancellationToken).ConfigureAwait(false);
        return differing.Length > 0;
    }

    /// <summary>
    /// Whether nothing but the store's word on each part says that it has the right bytes: it keeps no checksum that it compares on
    /// completion, nor are the parts' ETags proof.
    /// </summary>
    private bool IsNeeded(OpenUpload upload) =>
        upload.Record is { KeepsPartChecksums: false, ChecksumAlgorithm: not PartChecksumAlgorithm.None }
        && !PayloadRules.ProvesBytesByETag(profile, upload.Target);

    private Task<IReadOnlyDictionary<int, StoredPart>?> ListAsync(OpenUpload upload, CancellationToken cancellationToken) =>
        listing.ReadAsync(upload.Address, upload.Record.ChecksumAlgorithm, cancellationToken);

    private async Task ResendAsync(
        OpenUpload upload,
        IPartSource source,
        UploadLedger ledger,
        UploadedPart[] wrong,
        Exception? cause,
        CancellationToken cancellationToken)
    {
        if (wrong.Length == 0)
        {
            return;
        }

        string numbers = string.Join(", ", wrong.Select(part => part.PartNumber).Take(10)) + (wrong.Length > 10 ? ", …" : "");
        Log.PartsDiffer(logger, Log.Shorten(upload.UploadId), numbers);
        if (!source.IsRandomAccess)
        {
            throw new IntegrityException(
                $"The store does not have the parts {numbers} that it confirmed, and the source can be read only once: upload it again " +
                "from its first byte. (A file or a block of memory is read again by itself.)", cause);
        }

        foreach (UploadedPart part in wrong)
        {
            var range = new PartRange(part.PartNumber, part.Offset, part.Size);
            using var content = PartContent.Of(source, range, isLast: false);
            UploadedPart again = await transfer.ExecuteAsync(source, content, upload, ledger, cancellationToken).ConfigureAwait(false);

            // The other parts were sent from the source as it was: so must this one be.
            ledger.OnStored(again.Checksum == part.Checksum ? again : throw new SourceChangedException(
                $"Part {part.PartNumber:N0} of the source has other bytes than when it was sent first."));
        }
    }
}
