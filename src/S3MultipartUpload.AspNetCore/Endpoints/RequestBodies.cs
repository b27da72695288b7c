using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using S3MultipartUpload.AspNetCore.Uploads;

namespace S3MultipartUpload.AspNetCore.Endpoints;

/// <summary>Reads what a browser sends: JSON of a bounded size.</summary>
internal static class RequestBodies
{
    private const int MaxCreate = 64 * 1024;

    /// <summary>10,000 parts with their ETags, and room.</summary>
    private const int MaxComplete = 2 * 1024 * 1024;

    public static async Task<(FileAnnouncement File, bool HasChecksums)> ReadCreateAsync(HttpRequest request)
    {
        CreateBody body = await ReadAsync(request, AnswerJson.Default.CreateBody, MaxCreate).ConfigureAwait(false);
        if (body.Checksum is not (null or "CRC32"))
        {
            throw RejectedRequestException.Invalid("The checksum is not known: CRC32 is, or none.");
        }

        var texts = (body.Metadata ?? new Dictionary<string, JsonElement>())
            .Select(pair => (pair.Key, Value: TextOf(pair.Value)))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
        string? size = body.Size is { } given ? TextOf(given) : texts.GetValueOrDefault("size");
        return (new FileAnnouncement(body.FileName, body.Type, SizeOf(size), texts), body.Checksum is not null);
    }

    /// <returns>The ETag of each part; empty where the browser names none.</returns>
    public static async Task<IReadOnlyDictionary<int, string>> ReadCompleteAsync(HttpRequest request)
    {
        CompleteBody body = await ReadAsync(request, AnswerJson.Default.CompleteBody, MaxComplete).ConfigureAwait(false);
        Dictionary<int, string> claimed = [];
        foreach (PartAnswer? part in body.Parts ?? [])
        {
            if (part?.ETag is not { } tag || !claimed.TryAdd(part.PartNumber, tag))
            {
                throw RejectedRequestException.Invalid("Each part is named once, by PartNumber and ETag.");
            }
        }

        return claimed;
    }

    /// <summary>What the address of a form says of a file; also metadata[NAME].</summary>
    public static FileAnnouncement ReadQuery(IQueryCollection query, string? fileName, string? type, string? size)
    {
        const string Begin = "metadata[";
        var metadata = query
            .Where(pair => pair.Key.StartsWith(Begin, StringComparison.Ordinal) && pair.Key.EndsWith(']') && pair.Value.Count == 1)
            .ToDictionary(pair => pair.Key[Begin.Length..^1], pair => $"{pair.Value}", StringComparer.Ordinal);
        return new FileAnnouncement(fileName, type, SizeOf(size ?? metadata.GetValueOrDefault("size")), metadata);
    }

    private static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, int most)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            // A form of another site cannot send this type without asking first, which the browser does not let it.
            throw new RejectedRequestException(415, "The body is no JSON", "Send it as application/json.");
        }

        using var bytes = new MemoryStream();
        byte[] buffer = new byte[8 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted).ConfigureAwait(false)) > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most)
            {
                throw new RejectedRequestException(413, "The body is too large", $"It has at most {most} bytes.");
            }
        }

        try
        {
            return JsonSerializer.Deserialize(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), type)
                ?? throw RejectedRequestException.Invalid("The body is null.");
        }
        catch (JsonException)
        {
            throw RejectedRequestException.Invalid("The body is not the JSON that is asked for.");
        }
    }

    private static long? SizeOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null;

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
