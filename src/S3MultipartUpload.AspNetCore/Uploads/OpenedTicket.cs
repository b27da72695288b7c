using S3MultipartUpload.AspNetCore.Tickets;

namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>A ticket that a browser has shown, and its upload.</summary>
internal sealed record OpenedTicket(UploadTicket Ticket, IMultipartUploader Uploader)
{
    /// <summary>A new one each time: a session that has ended stays ended.</summary>
    public IMultipartSession Session { get; private init; } = Uploader.OpenSession(Ticket.Session.GetRawText());

    public OpenedTicket Reopen() => new(Ticket, Uploader);
}
