using System.Globalization;
using Microsoft.AspNetCore.Http;
using S3MultipartUpload.AspNetCore.Tickets;
using S3MultipartUpload.AspNetCore.Uploads;

namespace S3MultipartUpload.AspNetCore.Endpoints;

/// <summary>Each route, from the words of HTTP to those of the uploads and back.</summary>
internal static class UploadHandlers
{
    private const int MaxBatch = 100;

    public static async Task<IResult> CreateAsync(HttpContext http, BrowserUploads uploads)
    {
        (FileAnnouncement file, bool hasChecksums) = await RequestBodies.ReadCreateAsync(http.Request).ConfigureAwait(false);
        (string ticket, PartPlan plan, string key) = await uploads.CreateAsync(http, file, hasChecksums).ConfigureAwait(false);
        return TypedResults.Json(new CreateAnswer(key, ticket, plan.PartSize, plan.Size), AnswerJson.Default.CreateAnswer);
    }

    public static async Task<IResult> SignAsync(
        HttpContext http, BrowserUploads uploads, string uploadId, string partNumber, string? key, string? checksum)
    {
        OpenedTicket opened = uploads.Open(http, uploadId, key);
        PresignedPart part = await uploads.SignAsync(opened, NumberOf(partNumber), checksum, http.RequestAborted).ConfigureAwait(false);
        var answer = new SignAnswer(part.Url.AbsoluteUri, (int)uploads.UrlLifetime.TotalSeconds, part.Headers);
        return TypedResults.Json(answer, AnswerJson.Default.SignAnswer);
    }

    public static async Task<IResult> SignBatchAsync(
        HttpContext http, BrowserUploads uploads, string uploadId, string? key, string? partNumbers)
    {
        OpenedTicket opened = uploads.Open(http, uploadId, key);
        string[] numbers = [.. (partNumbers ?? "").Split(',').Distinct()];
        if (numbers.Length > MaxBatch)
        {
            throw RejectedRequestException.Invalid($"At most {MaxBatch} parts are signed at one time.");
        }

        Dictionary<string, string> urls = [];
        foreach (string number in numbers)
        {
            PresignedPart part = await uploads.SignAsync(opened, NumberOf(number), checksum: null, http.RequestAborted)
                .ConfigureAwait(false);
            urls.Add(number, part.Url.AbsoluteUri);
        }

        return TypedResults.Json(new BatchAnswer(urls), AnswerJson.Default.BatchAnswer);
    }

    public static async Task<IResult> ListAsync(HttpContext http, BrowserUploads uploads, string uploadId, string? key)
    {
        OpenedTicket opened = uploads.Open(http, uploadId, key);
        IReadOnlyList<StoredPart> stored = await BrowserUploads.ListAsync(opened, http.RequestAborted).ConfigureAwait(false);
        PartAnswer[] answer = [.. stored.Select(part => new PartAnswer
        {
            PartNumber = part.PartNumber,
            ETag = part.ETag,
            Size = part.Size,
            ChecksumCRC32 = opened.Ticket.HasChecksums ? part.Checksum : null,
        })];
        return TypedResults.Json(answer, AnswerJson.Default.IReadOnlyListPartAnswer);
    }

    public static async Task<IResult> CompleteAsync(HttpContext http, BrowserUploads uploads, string uploadId, string? key)
    {
        OpenedTicket opened = uploads.Open(http, uploadId, key);
        IReadOnlyDictionary<int, string> claimed = await RequestBodies.ReadCompleteAsync(http.Request).ConfigureAwait(false);
        UploadManifest manifest = await uploads.CompleteAsync(opened, claimed, http.RequestAborted).ConfigureAwait(false);
        var answer = new CompleteAnswer(
            manifest.Location,
            manifest.BucketName,
            manifest.Key,
            manifest.ETag,
            manifest.Size,
            ChecksumOf(opened, manifest));
        return TypedResults.Json(answer, AnswerJson.Default.CompleteAnswer);
    }

    public static async Task<IResult> AbortAsync(HttpContext http, BrowserUploads uploads, string uploadId, string? key)
    {
        await uploads.AbortAsync(uploads.Open(http, uploadId, key), http.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> SignFormAsync(
        HttpContext http, SingleUploads uploads, string? fileName, string? type, string? size)
    {
        FileAnnouncement file = RequestBodies.ReadQuery(http.Request.Query, fileName, type, size);
        (string url, IReadOnlyDictionary<string, string> fields, string key) = await uploads.SignAsync(http, file).ConfigureAwait(false);
        return TypedResults.Json(new FormAnswer("POST", url, fields, key), AnswerJson.Default.FormAnswer);
    }

    public static IResult Config(BrowserUploadOptions options, ServiceLimits limits) => TypedResults.Json(
        new ConfigAnswer(
            options.PartSize, limits.MaxParts, options.MaxSize, [.. options.AllowedTypes], options.AllowSingleRequests),
        AnswerJson.Default.ConfigAnswer);

    /// <summary>
    /// The object's checksum as S3 writes it (that of parts is followed by their number), so that a browser which knows those of its parts
    /// can tell whether the object is its file.
    /// </summary>
    private static string? ChecksumOf(OpenedTicket opened, UploadManifest manifest) =>
        opened.Ticket.HasChecksums && manifest.Checksum is { Algorithm: "CRC32" } checksum
            && (checksum.Type == "FULL_OBJECT" || checksum.Value.Contains('-', StringComparison.Ordinal))
                ? checksum.Value
                : null;

    private static int NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw RejectedRequestException.Invalid("The number of a part is a whole number from 1.");
}
