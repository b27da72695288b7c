using System.Globalization;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>The conditions of a read, in the order RFC 9110 gives them: of GetObject and HeadObject, and of the source of a copy.</summary>
internal static class ReadConditions
{
    private const string CopyPrefix = "x-amz-copy-source-";

    /// <returns>True when the client's copy is still current (304).</returns>
    public static bool Check(S3Exchange exchange, ObjectRecord record) => Failed(exchange, record, "") switch
    {
        null => false,
        "If-None-Match" or "If-Modified-Since" => true,
        var condition => throw S3Errors.PreconditionFailed(condition),
    };

    /// <summary>A copy takes place on all of its conditions, or not at all.</summary>
    public static void CheckSource(S3Exchange exchange, ObjectRecord record)
    {
        if (Failed(exchange, record, CopyPrefix) is { } condition)
        {
            throw S3Errors.PreconditionFailed(CopyPrefix + condition);
        }
    }

    private static string? Failed(S3Exchange exchange, ObjectRecord record, string prefix)
    {
        string? ifMatch = exchange.Header(prefix + "If-Match");
        if (ifMatch is not null ? !Names(ifMatch, record) : ModifiedSince(exchange, prefix + "If-Unmodified-Since", record) == true)
        {
            return ifMatch is not null ? "If-Match" : "If-Unmodified-Since";
        }

        string? ifNoneMatch = exchange.Header(prefix + "If-None-Match");
        return (ifNoneMatch is not null ? Names(ifNoneMatch, record)
            : ModifiedSince(exchange, prefix + "If-Modified-Since", record) == false)
            ? ifNoneMatch is not null ? "If-None-Match" : "If-Modified-Since"
            : null;
    }

    private static bool Names(string header, ObjectRecord record) =>
        header.Split(',', StringSplitOptions.TrimEntries).Any(eTag => eTag == "*" || eTag.Trim('"') == record.ETag);

    /// <summary>A date that is none, or not yet, is no condition.</summary>
    private static bool? ModifiedSince(S3Exchange exchange, string header, ObjectRecord record) =>
        DateTimeOffset.TryParse(
            exchange.Header(header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
        && date <= exchange.Time.GetUtcNow()
            ? record.LastModified.ToUnixTimeSeconds() > date.ToUnixTimeSeconds()
            : null;
}
