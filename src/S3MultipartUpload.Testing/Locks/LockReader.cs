using System.Globalization;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Locks;

/// <summary>The lock that a request puts on the object it writes, where its bucket knows locks.</summary>
internal static class LockReader
{
    private const string ModeHeader = "x-amz-object-lock-mode";
    private const string DateHeader = "x-amz-object-lock-retain-until-date";
    private const string HoldHeader = "x-amz-object-lock-legal-hold";

    /// <summary>Whether a request may delete, or shorten, what is under governance.</summary>
    public static bool Bypasses(S3Exchange exchange) =>
        "true".Equals(exchange.Header("x-amz-bypass-governance-retention"), StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the headers; null where there are none.</summary>
    /// <exception cref="S3ErrorException">InvalidRequest or InvalidArgument.</exception>
    public static ObjectLock? Read(S3Exchange exchange, BucketRecord bucket)
    {
        string? mode = exchange.Header(ModeHeader);
        string? date = exchange.Header(DateHeader);
        string? hold = exchange.Header(HoldHeader);
        if (mode is null && date is null && hold is null)
        {
            return null;
        }

        CheckBucket(bucket);
        if ((mode is null) != (date is null))
        {
            throw S3Errors.InvalidArgument(
                $"{DateHeader} and {ModeHeader} must both be supplied", mode is null ? ModeHeader : DateHeader, "");
        }

        if (mode is not (null or ObjectLock.Governance or ObjectLock.Compliance))
        {
            throw S3Errors.InvalidArgument("Unknown wormMode directive.", ModeHeader, mode);
        }

        if (hold is not (null or ObjectLock.On or ObjectLock.Off))
        {
            throw S3Errors.InvalidArgument("Legal Hold must be either of 'ON' or 'OFF'", HoldHeader, hold);
        }

        return new ObjectLock { Mode = mode, RetainUntil = date is null ? null : ParseDate(date, exchange.Time), LegalHold = hold };
    }

    /// <summary>The headers that tell of a lock.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(ObjectLock? held)
    {
        if (held is { Mode: { } mode, RetainUntil: { } until })
        {
            yield return new(ModeHeader, mode);
            yield return new(DateHeader, until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }

        if (held?.LegalHold is { } hold)
        {
            yield return new(HoldHeader, hold);
        }
    }

    /// <exception cref="S3ErrorException">InvalidRequest: the bucket knows no locks.</exception>
    public static void CheckBucket(BucketRecord bucket)
    {
        if (!bucket.ObjectLock)
        {
            throw S3Errors.InvalidRequest("Bucket is missing Object Lock Configuration");
        }
    }

    /// <summary>Reads a date in ISO 8601, which must be yet to come.</summary>
    public static DateTimeOffset ParseDate(string text, TimeProvider time)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            throw S3Errors.InvalidArgument("The retain until date must be provided in ISO 8601 format", DateHeader, text);
        }

        return date > time.GetUtcNow()
            ? date
            : throw S3Errors.InvalidArgument("The retain until date must be in the future!", DateHeader, text);
    }
}
