using Amazon.S3;

namespace S3MultipartUpload.Store;

/// <summary>Asks the store which parts of an upload it has.</summary>
internal sealed class PartListing(MultipartGateway gateway, StoreCalls calls)
{
    /// <param name="upload">The upload.</param>
    /// <param name="algorithm">The algorithm of the checksums to look for.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The parts by their numbers; null where the store does not know the upload.</returns>
    public async Task<IReadOnlyDictionary<int, StoredPart>?> ReadAsync(
        UploadAddress upload, PartChecksumAlgorithm algorithm, CancellationToken cancellationToken)
    {
        var parts = new SortedDictionary<int, StoredPart>();
        int? after = null;
        try
        {
            do
            {
                int? marker = after;
                (IReadOnlyList<StoredPart> page, int? next) = await calls.ExecuteAsync(
                    "ListParts",
                    token => gateway.ListPartsAsync(upload, algorithm, marker, token),
                    cancellationToken).ConfigureAwait(false);
                foreach (StoredPart part in page)
                {
                    parts[part.PartNumber] = part;
                }

                after = next;
                if (next <= (marker ?? 0))
                {
                    // Asked for it, the store would give this page for ever; taken for the last one, it would cut the object off.
                    throw new UnusableAnswerException("The store's list of parts is cut, and does not say where it continues.");
                }
            }
            while (after is not null);

            return parts;
        }
        catch (AmazonS3Exception gone) when (TransientS3Errors.IsUploadGone(gone))
        {
            return null;
        }
    }
}
