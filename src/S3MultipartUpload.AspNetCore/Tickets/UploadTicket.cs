using System.Text.Json;

namespace S3MultipartUpload.AspNetCore.Tickets;

/// <summary>All that the server knows of an upload. The browser keeps it, and cannot read or change it.</summary>
internal sealed record UploadTicket
{
    public required string UserId { get; init; }

    /// <summary>See <see cref="IMultipartSession.ToJson"/>.</summary>
    public required JsonElement Session { get; init; }

    public required string FileName { get; init; }

    public required long Size { get; init; }

    public required long PartSize { get; init; }

    /// <summary>The browser sends a CRC-32 with each part.</summary>
    public bool HasChecksums { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public PartPlan Plan => new(Size, PartSize);
}
