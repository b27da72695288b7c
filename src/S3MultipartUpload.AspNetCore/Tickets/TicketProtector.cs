using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace S3MultipartUpload.AspNetCore.Tickets;

/// <summary>
/// Tickets as the browser has them: encrypted and signed for one user of one uploader by the application's keys, so that every instance
/// which has these keys can read them, and nothing has to be stored.
/// </summary>
internal sealed class TicketProtector(IDataProtectionProvider protection, string uploader, TimeProvider time)
{
    private const string Purpose = "S3MultipartUpload.AspNetCore.UploadTicket.v1";

    /// <summary>Longer than any of ours, with room; a key may have 1,024 bytes.</summary>
    private const int MaxLength = 16 * 1024;

    public string Protect(UploadTicket ticket) => Base64Url.EncodeToString(ProtectorOf(ticket.UserId)
        .Protect(JsonSerializer.SerializeToUtf8Bytes(ticket, TicketJson.Default.UploadTicket)));

    /// <returns>Null for what is no ticket of this user's, whatever the reason.</returns>
    public UploadTicket? Unprotect(string text, string userId)
    {
        try
        {
            if (text.Length > MaxLength || !Base64Url.IsValid(text))
            {
                return null;
            }

            byte[] bytes = ProtectorOf(userId).Unprotect(Base64Url.DecodeFromChars(text));
            UploadTicket? ticket = JsonSerializer.Deserialize(bytes, TicketJson.Default.UploadTicket);
            return ticket is not null && ticket.UserId == userId && ticket.ExpiresAt > time.GetUtcNow() ? ticket : null;
        }
        catch (Exception wrong) when (wrong is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(string userId) => protection.CreateProtector(Purpose, uploader, userId);
}
