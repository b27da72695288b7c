using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Asks the store which parts of an upload it has.</summary>
internal static class PartListing
{
    /// <returns>The parts by their numbers; null where the store does not know the upload.</returns>
    public static async Task<IReadOnlyDictionary<int, StoredPart>?> ReadAsync(
        UploadServices services, ObjectDescription target, OpenUpload upload, CancellationToken cancellationToken)
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
                    parts[part.Number] = part;
                }

                // A store that begins the next page where this one began would be asked for ever.
                after = next > (marker ?? 0) ? next : null;
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
