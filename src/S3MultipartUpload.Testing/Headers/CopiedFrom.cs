using System.Globalization;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>The object that CopyObject and UploadPartCopy read, as x-amz-copy-source names it.</summary>
internal sealed record CopiedFrom(Bucket Bucket, StoredObject Stored)
{
    public ObjectRecord Record => Stored.Record;

    public static CopiedFrom Find(S3Exchange exchange, BucketTable buckets)
    {
        string header = exchange.Header("x-amz-copy-source") ?? "";
        string[] parts = header.Split("?versionId=", 2);
        string[] path = Uri.UnescapeDataString(parts[0]).TrimStart('/').Split('/', 2);
        if (path.Length < 2 || path[1].Length == 0)
        {
            throw S3Errors.InvalidArgument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", "x-amz-copy-source", header);
        }

        Bucket bucket = buckets.Get(path[0]);
        StoredObject stored = bucket.Objects.Find(path[1], parts.Length == 2 ? parts[1] : null) ?? throw S3Errors.NoSuchKey(path[1]);
        CheckConditions(exchange, stored.Record);
        if (!stored.Record.CanBeReadAt(exchange.Time.GetUtcNow()))
        {
            throw new S3ErrorException(
                403, "ObjectNotInActiveTierError", "The source object of the COPY action is not in the active tier and is only stored in " +
                "Amazon S3 Glacier.");
        }

        return new CopiedFrom(bucket, stored);
    }

    /// <summary>Opens all of it, or the range that x-amz-copy-source-range names.</summary>
    public ContentReader Open(string? range)
    {
        (long offset, long length) = range is null ? (0, Record.Size) : ParseRange(range);
        return Bucket.Objects.OpenRead(Stored, offset, length) ?? throw S3Errors.NoSuchKey(Record.Key);
    }

    private (long Offset, long Length) ParseRange(string range)
    {
        string[] bounds = range.StartsWith("bytes=", StringComparison.Ordinal) ? range[6..].Split('-') : [];
        if (bounds.Length != 2
            || !long.TryParse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            || !long.TryParse(bounds[1], NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            || first > last)
        {
            throw S3Errors.InvalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last where first and " +
                "last are the zero-based offsets of the first and last bytes to copy", "x-amz-copy-source-range", range);
        }

        return last < Record.Size
            ? (first, last - first + 1)
            : throw S3Errors.InvalidArgument(
                $"Range specified is not valid for source object of size: {Record.Size}", "x-amz-copy-source-range", range);
    }

    private static void CheckConditions(S3Exchange exchange, ObjectRecord record)
    {
        if (exchange.Header("x-amz-copy-source-if-match") is { } ifMatch && ifMatch.Trim('"') != record.ETag)
        {
            throw S3Errors.PreconditionFailed("x-amz-copy-source-If-Match");
        }

        if (exchange.Header("x-amz-copy-source-if-none-match") is { } ifNoneMatch && ifNoneMatch.Trim('"') == record.ETag)
        {
            throw S3Errors.PreconditionFailed("x-amz-copy-source-If-None-Match");
        }
    }
}
