using S3MultipartUpload.AspNetCore.Tickets;

namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>
/// Makes an object of the parts, as often as a browser asks. What the store lists counts; what the browser says of the parts is compared
/// with it, no more. Once the parts are those that were allowed, the page may go: the object is completed, and told, all the same.
/// </summary>
internal static class UploadCompletion
{
    private const int MostNamed = 10;

    /// <exception cref="RejectedRequestException">Parts are missing, or are not those that the browser names.</exception>
    /// <param name="opened">The upload.</param>
    /// <param name="claimed">The parts, as the browser knows them; may be empty.</param>
    /// <param name="cancellationToken">Ends the looking at the parts.</param>
    /// <returns>Null where a part has another size than was allowed: the upload is to be given up.</returns>
    public static async Task<UploadManifest?> CompleteAsync(
        OpenedTicket opened, IReadOnlyDictionary<int, ClaimedPart> claimed, CancellationToken cancellationToken)
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
            return await opened.Reopen().Session.CompleteAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }

        if (!stored.All(plan.Fits))
        {
            return null;
        }

        RequireAll(plan, stored);
        RequireSame(stored, claimed);
        try
        {
            return await opened.Session.CompleteExactlyAsync(stored, CancellationToken.None).ConfigureAwait(false);
        }
        catch (MultipartUploadException changed) when (changed is { State: FailedUploadState.Kept, InnerException: IntegrityException })
        {
            throw SentAgain("Parts were sent again by somebody else while the upload was completed.");
        }
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

    private static void RequireSame(IReadOnlyList<StoredPart> stored, IReadOnlyDictionary<int, ClaimedPart> claimed)
    {
        int[] other = [.. stored
            .Where(part => claimed.TryGetValue(part.PartNumber, out ClaimedPart? claim) && !IsSame(claim, part))
            .Select(part => part.PartNumber)];
        if (other.Length > 0)
        {
            throw SentAgain($"{other.Length} parts are not those that the page names, such as {Named(other)}.");
        }
    }

    private static bool IsSame(ClaimedPart claim, StoredPart part) =>
        claim.ETag.Trim('"') == part.ETag.Trim('"')
        && (claim.Checksum is null || part.Checksum is null || claim.Checksum == part.Checksum);

    private static RejectedRequestException SentAgain(string detail) =>
        new(409, "Parts are not what the browser sent", $"{detail} List the parts, and complete again.");

    private static string Named(int[] parts) => string.Join(", ", parts.Take(MostNamed));
}
