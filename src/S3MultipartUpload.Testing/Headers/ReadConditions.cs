using System.Globalization;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>The conditions of GetObject and HeadObject, in the order RFC 9110 gives them.</summary>
internal static class ReadConditions
{
    /// <returns>True when the client's copy is still current (304).</returns>
    public static bool Check(S3Exchange exchange, ObjectRecord record)
    {
        string? ifMatch = exchange.Header("If-Match");
        if (ifMatch is not null ? !Names(ifMatch, record) : ModifiedSince(exchange, "If-Unmodified-Since", record) == true)
        {
            throw S3Errors.PreconditionFailed(ifMatch is not null ? "If-Match" : "If-Unmodified-Since");
        }

        return exchange.Header("If-None-Match") is { } ifNoneMatch
            ? Names(ifNoneMatch, record)
            : ModifiedSince(exchange, "If-Modified-Since", record) == false;
    }

    private static bool Names(string header, ObjectRecord record) =>
        header.Split(',', StringSplitOptions.TrimEntries).Any(eTag => eTag == "*" || eTag.Trim('"') == record.ETag);

    private static bool? ModifiedSince(S3Exchange exchange, string header, ObjectRecord record) =>
        DateTimeOffset.TryParse(
            exchange.Header(header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? record.LastModified.ToUnixTimeSeconds() > date.ToUnixTimeSeconds()
            : null;
}
