using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>If-Match and If-None-Match on PutObject and Complete (S3 User Guide, "Conditional writes").</summary>
internal sealed record WriteConditions(string? IfMatch, string? IfNoneMatch)
{
    /// <summary>Reads the conditions from a request's headers.</summary>
    public static WriteConditions Read(Func<string, string?> header)
    {
        string? ifNoneMatch = header("If-None-Match");
        return ifNoneMatch is null or "*"
            ? new WriteConditions(header("If-Match"), ifNoneMatch)
            : throw S3Errors.NotImplemented("If-None-Match");
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
}
