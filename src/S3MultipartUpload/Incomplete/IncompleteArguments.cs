using System.Xml;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Incomplete;

/// <summary>Refuses what must not be sent.</summary>
internal static class IncompleteArguments
{
    /// <exception cref="ArgumentException">The query breaks a rule.</exception>
    public static void Check(IncompleteUploadQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        CheckBucket(query.BucketName, nameof(query));
        if (query.OlderThan < TimeSpan.Zero)
        {
            throw new ArgumentException(
                $"{nameof(query.OlderThan)} is negative ({query.OlderThan}); an age is zero or more.", nameof(query));
        }
    }

    /// <exception cref="ArgumentException">The query breaks a rule, or names no age.</exception>
    public static void CheckForAbort(IncompleteUploadQuery query)
    {
        Check(query);
        if (query.OlderThan is null)
        {
            throw new ArgumentException(
                $"{nameof(query.OlderThan)} is not set. Say how old an upload has to be: younger ones may still run.", nameof(query));
        }
    }

    /// <exception cref="ArgumentException">An argument breaks a rule.</exception>
    public static void CheckRule(string bucketName, int days, string? prefix)
    {
        CheckBucket(bucketName, nameof(bucketName));
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        try
        {
            XmlConvert.VerifyXmlChars(prefix ?? "");
        }
        catch (XmlException invalid)
        {
            throw new ArgumentException(
                "The prefix holds a character that a lifecycle configuration cannot carry.", nameof(prefix), invalid);
        }
    }

    private static void CheckBucket(string? name, string argument)
    {
        if (NameRules.ProblemOfBucket(name) is { } problem)
        {
            throw new ArgumentException(problem, argument);
        }
    }
}
