using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Asks the store which parts of an upload it has.</summary>
internal static class PartListing
{
    /// <returns>The parts by their numbers; null where the store does not know the upload.</returns>
    public static async Task<IReadOnlyDictionary<int, StoredPart>?> ReadAsync(
        UploadServices services, ObjectSettings target, OpenUpload upload, CancellationToken cancellationToken)
    {
        var parts = new SortedDictionary<int, StoredPart>();
        int? after = null;
        try
        {
            do
            {
                int? marker = after;
                (IReadOnlyList<StoredPart> page, int? next) = await services.CallAsync(
                    "ListParts", token => services.Gateway.ListPartsAsync(target, upload, marker, token), cancellationToken).ConfigureAwait(false);
                foreach (StoredPart part in page)
                {
                    parts[part.PartNumber] = part;
                }

                after = next;
                if (next <= (marker ?? 0))
                {
                    // Asked for it, the store would give this page for ever; taken for the last one, it would cut the object off.
                    throw new UnusableAnswerException("The store's list of parts is cut, and does not say where it goes on.");
                }
            }
            while (after is not null);

            return parts;
        }
        catch (AmazonS3Exception gone) when (gone.ErrorCode is "NoSuchUpload" or "NoSuchKey")
        {
            return null;
        }
    }
}
