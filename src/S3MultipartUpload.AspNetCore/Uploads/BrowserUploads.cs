using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.AspNetCore.Diagnostics;
using S3MultipartUpload.AspNetCore.Tickets;

namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>What a browser can ask of the server, in the order in which it does.</summary>
/// <param name="options">The settings.</param>
/// <param name="limits">The store's.</param>
/// <param name="gate">Lets users and files in.</param>
/// <param name="uploader">The uploader.</param>
/// <param name="quota">Counts the open uploads of a user.</param>
/// <param name="tickets">Writes and reads tickets.</param>
/// <param name="events">The application, which is told of uploads; null where it does not want to be.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class BrowserUploads(
    BrowserUploadOptions options,
    ServiceLimits limits,
    UploadGate gate,
    IMultipartUploader uploader,
    OpenUploadQuota quota,
    TicketProtector tickets,
    IBrowserUploadEvents? events,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>A server takes 8 KB of address by default (Kestrel's MaxRequestLineSize); prefix and checksum need some.</summary>
    private const int MaxAddress = 7 * 1024;

    public TimeSpan UrlLifetime => options.UrlLifetime;

    /// <summary>Begins an upload.</summary>
    /// <returns>The ticket, its plan, and the key.</returns>
    public async Task<(string Ticket, PartPlan Plan, string Key)> CreateAsync(
        HttpContext http, FileAnnouncement file, bool hasChecksums)
    {
        (BrowserUploadDecision decision, BrowserUploadContext context) = await gate.DecideAsync(http, file).ConfigureAwait(false);
        var target = new UploadTarget(decision.Target!)
        {
            ChecksumAlgorithm = hasChecksums ? PartChecksumAlgorithm.Crc32 : PartChecksumAlgorithm.None,
        };
        IMultipartSession session = await uploader.StartAsync(target, http.RequestAborted).ConfigureAwait(false);
        try
        {
            if (await quota.IsExceededAsync(decision, context.UserId, http.RequestAborted).ConfigureAwait(false))
            {
                throw new RejectedRequestException(
                    429,
                    "Too many uploads are open",
                    $"A user may have {options.MaxOpenUploadsPerUser} open uploads. Finish or cancel one, then try again.");
            }

            var plan = PartPlan.For(context.Size, options.PartSize, limits.MaxParts);
            string ticket = TicketOf(session, context, plan, hasChecksums);
            uploader.OpenSession(session.ToJson()); // It is opened again by each request, which one with a customer's key cannot be.
            BrowserUploadLog.Created(logger, session.UploadId, plan.Size, plan.Count);
            return (ticket, plan, session.Key);
        }
        catch
        {
            await AbandonAsync(session).ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="RejectedRequestException">It is no ticket of this user's for this key.</exception>
    public OpenedTicket Open(HttpContext http, string ticket, string? key)
    {
        if (tickets.Unprotect(ticket, gate.UserOf(http)) is not { } found)
        {
            throw RejectedRequestException.Unknown();
        }

        try
        {
            var opened = new OpenedTicket(found, uploader);
            return opened.Session.Key == key ? opened : throw RejectedRequestException.Unknown();
        }
        catch (S3UploadException foreign)
        {
            // It is ours, but of a version or of settings that this instance does not have.
            BrowserUploadLog.Failed(logger, foreign);
            throw RejectedRequestException.Unknown();
        }
    }

    /// <summary>Signs a part, of exactly the planned length.</summary>
    public Task<PresignedPart> SignAsync(OpenedTicket opened, int partNumber, string? checksum, CancellationToken cancellationToken)
    {
        (UploadTicket ticket, PartPlan plan) = (opened.Ticket, opened.Ticket.Plan);
        if (!plan.Has(partNumber))
        {
            throw RejectedRequestException.Invalid($"The file has the parts 1 to {plan.Count}; there is no part {partNumber}.");
        }

        if (ticket.HasChecksums ? !IsCrc32(checksum) : checksum is not null)
        {
            throw RejectedRequestException.Invalid(ticket.HasChecksums
                ? "This upload was begun with checksums: send the CRC-32 of the part as crc32, 4 bytes in base64."
                : "This upload was begun without checksums: leave crc32 out.");
        }

        return opened.Session.SignPartAsync(partNumber, plan.LengthOf(partNumber), checksum, options.UrlLifetime, cancellationToken);
    }

    /// <summary>The parts that need not be sent again. One of another size than planned has to be.</summary>
    public static async Task<IReadOnlyList<StoredPart>> ListAsync(OpenedTicket opened, CancellationToken cancellationToken)
    {
        PartPlan plan = opened.Ticket.Plan;
        try
        {
            return [.. (await opened.Session.ListPartsAsync(cancellationToken).ConfigureAwait(false))
                .Where(plan.Fits)];
        }
        catch (UploadRefusedException)
        {
            throw AlreadyStored();
        }
    }

    /// <summary>Makes the object, and tells of it.</summary>
    public async Task<UploadManifest> CompleteAsync(
        OpenedTicket opened, IReadOnlyDictionary<int, ClaimedPart> claimed, CancellationToken cancellationToken)
    {
        UploadManifest? manifest = await UploadCompletion.CompleteAsync(opened, claimed, cancellationToken).ConfigureAwait(false);
        if (manifest is null)
        {
            await AbortAsync(opened, cancellationToken).ConfigureAwait(false);
            throw new RejectedRequestException(
                422, "The parts are not what was allowed", "Parts of other sizes were stored; the upload was given up. Begin a new one.");
        }

        if (events is not null)
        {
            await events.OnCompletedAsync(
                new BrowserUploadCompleted
                {
                    Manifest = manifest,
                    UserId = opened.Ticket.UserId,
                    FileName = opened.Ticket.FileName,
                    IdempotencyKey = opened.Session.UploadId,
                },
                CancellationToken.None).ConfigureAwait(false);
        }

        BrowserUploadLog.Completed(logger, opened.Session.UploadId, manifest.Size);
        return manifest;
    }

    /// <summary>Gives an upload up; one that is gone already is given up, too.</summary>
    public async Task AbortAsync(OpenedTicket opened, CancellationToken cancellationToken)
    {
        try
        {
            await opened.Session.AbortAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (UploadRefusedException)
        {
            throw AlreadyStored();
        }
        catch (MultipartUploadException completed) when (completed.State == FailedUploadState.Completed)
        {
            throw AlreadyStored();
        }

        BrowserUploadLog.Aborted(logger, opened.Session.UploadId);
        if (events is not null)
        {
            await events.OnAbortedAsync(
                new BrowserUploadAborted
                {
                    BucketName = opened.Session.BucketName,
                    Key = opened.Session.Key,
                    UserId = opened.Ticket.UserId,
                    IdempotencyKey = opened.Session.UploadId,
                },
                CancellationToken.None).ConfigureAwait(false);
        }
    }

    private string TicketOf(IMultipartSession session, BrowserUploadContext context, PartPlan plan, bool hasChecksums)
    {
        using var json = JsonDocument.Parse(session.ToJson());
        string ticket = tickets.Protect(new UploadTicket
        {
            UserId = context.UserId,
            Session = json.RootElement,
            FileName = context.FileName,
            Size = plan.Size,
            PartSize = plan.PartSize,
            HasChecksums = hasChecksums,
            ExpiresAt = time.GetUtcNow() + options.TicketLifetime,
        });
        return ticket.Length + Uri.EscapeDataString(session.Key).Length <= MaxAddress ? ticket : throw RejectedRequestException.Invalid(
            "The key of the object and the id of the user are too long for an address, with which every part is asked for.");
    }

    /// <summary>Aborts an upload whose ticket nobody will have. Where that fails, the sweeper or a lifecycle rule has to.</summary>
    private async Task AbandonAsync(IMultipartSession session)
    {
        try
        {
            await session.AbortAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (S3UploadException left)
        {
            BrowserUploadLog.Failed(logger, left);
        }
    }

    private static RejectedRequestException AlreadyStored() => new(
        409, "The file is stored", "The upload was completed. Complete it again to learn of the object.");

    private static bool IsCrc32(string? text) =>
        text is { Length: 8 } && Convert.TryFromBase64String(text, stackalloc byte[8], out int bytes) && bytes == 4;
}
