using S3MultipartUpload.AspNetCore.Tickets;

namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>A ticket that a browser has shown, and its upload.</summary>
internal sealed class OpenedTicket(UploadTicket ticket, IMultipartUploader uploader)
{
    public UploadTicket Ticket => ticket;

    public IMultipartSession Session { get; } = uploader.OpenSession(ticket.Session.GetRawText());

    /// <summary>The same upload with a new session, for one that has ended stays ended.</summary>
    public OpenedTicket Reopen() => new(ticket, uploader);
}
