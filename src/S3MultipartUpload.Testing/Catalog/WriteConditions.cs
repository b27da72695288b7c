using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>
/// If-Match and If-None-Match where an object is written or deleted (S3 User Guide, "Add preconditions to S3 operations with conditional
/// requests").
/// </summary>
internal sealed record WriteConditions(string? IfMatch, string? IfNoneMatch)
{
    public static readonly WriteConditions None = new(null, null);

    /// <summary>Reads what PutObject, CopyObject and Complete take: an ETag to be there, or <c>*</c> for no object; never both.</summary>
    public static WriteConditions Read(Func<string, string?> header) => (header("If-Match"), header("If-None-Match")) switch
    {
        (not null, not null) =>
            throw S3Errors.NotImplemented("If-Match,If-None-Match", "Multiple conditional request headers present in the request"),
        ("*", _) => throw Unaccepted("If-Match"),
        (_, not (null or "*")) => throw Unaccepted("If-None-Match"),
        var (ifMatch, ifNoneMatch) => new WriteConditions(ifMatch, ifNoneMatch),
    };

    /// <summary>Reads what DeleteObject takes: an ETag to be there, or <c>*</c> for any; and no version id beside it.</summary>
    public static WriteConditions ReadForDelete(Func<string, string?> header, string? versionId)
    {
        // Only directory buckets know the latter two.
        foreach (string name in (string[])["If-None-Match", "x-amz-if-match-last-modified-time", "x-amz-if-match-size"])
        {
            if (header(name) is not null)
            {
                throw S3Errors.NotImplemented(name);
            }
        }

        string? ifMatch = header("If-Match");
        return ifMatch is null || versionId is null ? new WriteConditions(ifMatch, null) : throw S3Errors.NotImplemented("If-Match");
    }

    public void Check(StoredObject? current, string key)
    {
        if (IfNoneMatch is not null && current is not null)
        {
            throw S3Errors.PreconditionFailed("If-None-Match");
        }

        if (IfMatch is null)
        {
            return;
        }

        if (current is null)
        {
            throw S3Errors.NoSuchKey(key);
        }

        if (IfMatch != "*" && IfMatch.Trim('"') != current.Record.ETag)
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }
    }

    private static S3ErrorException Unaccepted(string header) =>
        S3Errors.NotImplemented(header, $"We don't accept the provided value of {header} header for this API");
}
