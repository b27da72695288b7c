using S3MultipartUpload.AspNetCore.Tickets;

namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>
/// Makes an object of the parts, as often as a browser asks. What the store lists counts; what the browser says of the parts is compared
/// with it, no more.
/// </summary>
internal static class UploadCompletion
{
    private const int MostNamed = 10;

    /// <exception cref="RejectedRequestException">The parts are not those that were allowed; see <paramref name="claimed"/>.</exception>
    /// <param name="opened">The upload.</param>
    /// <param name="claimed">The ETag of each part, as the browser has it; may be empty.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where the parts can never become the object: the upload is to be given up.</returns>
    public static async Task<UploadManifest?> CompleteAsync(
        OpenedTicket opened, IReadOnlyDictionary<int, string> claimed, CancellationToken cancellationToken)
    {
        PartPlan plan = opened.Ticket.Plan;
        IReadOnlyList<StoredPart> stored;
        try
        {
            stored = await opened.Session.ListPartsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (UploadRefusedException)
        {
            // The session found that its object is stored: by an earlier request, whose answer was lost.
            return await opened.Reopen().Session.CompleteAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        if (stored.Any(part => !plan.Has(part.PartNumber) || part.Size != plan.LengthOf(part.PartNumber)))
        {
            return null;
        }

        RequireAll(plan, stored);
        RequireSame(stored, claimed);
        UploadManifest manifest = await opened.Session
            .CompleteAsync(Enumerable.Range(1, plan.Count), cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    private static void RequireAll(PartPlan plan, IReadOnlyList<StoredPart> stored)
    {
        int[] missing = [.. Enumerable.Range(1, plan.Count).Except(stored.Select(part => part.PartNumber))];
        if (missing.Length > 0)
        {
            throw new RejectedRequestException(
                409,
                "Parts are missing",
                $"{missing.Length} parts are not stored, such as {Named(missing)}. Send them, and complete again.");
        }
    }

    private static void RequireSame(IReadOnlyList<StoredPart> stored, IReadOnlyDictionary<int, string> claimed)
    {
        int[] other = [.. stored
            .Where(part => claimed.TryGetValue(part.PartNumber, out string? tag) && tag.Trim('"') != part.ETag.Trim('"'))
            .Select(part => part.PartNumber)];
        if (other.Length > 0)
        {
            throw new RejectedRequestException(
                409,
                "Parts are not what the browser sent",
                $"{other.Length} parts were sent again by somebody else, such as {Named(other)}. List the parts, and complete again.");
        }
    }

    private static string Named(int[] parts) => string.Join(", ", parts.Take(MostNamed));
}
