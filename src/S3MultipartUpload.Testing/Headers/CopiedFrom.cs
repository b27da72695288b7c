using System.Globalization;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>The object that CopyObject and UploadPartCopy read, as x-amz-copy-source names it.</summary>
internal sealed record CopiedFrom(Bucket Bucket, StoredObject Stored)
{
    public ObjectRecord Record => Stored.Record;

    /// <summary>The version that was asked for; null where the current one was.</summary>
    public string? WantedVersion { get; private init; }

    /// <summary>What replies name it by.</summary>
    public string? VersionId => Bucket.VersionIdOf(Record);

    public static CopiedFrom Find(S3Exchange exchange, BucketTable buckets)
    {
        string header = exchange.Header("x-amz-copy-source") ?? "";
        string[] parts = header.Split("?versionId=", 2);
        string[] path = Uri.UnescapeDataString(parts[0]).TrimStart('/').Split('/', 2);
        if (path.Length < 2 || path[1].Length == 0)
        {
            throw S3Errors.InvalidArgument("Invalid copy source object key", "x-amz-copy-source", header);
        }

        if (exchange.Header("x-amz-source-expected-bucket-owner") is { } owner && owner != S3Account.Id)
        {
            throw S3Errors.AccessDenied();
        }

        Bucket bucket = buckets.Get(path[0]);
        string? version = parts.Length == 2 ? parts[1] : null;
        StoredObject stored = FindVersion(bucket, path[1], version);
        if (!stored.Record.CanBeReadAt(exchange.Time.GetUtcNow()))
        {
            throw S3Errors.InvalidObjectState(
                "Operation is not valid for the source object's storage class", stored.Record.Attributes.StorageClass);
        }

        ReadConditions.CheckSource(exchange, stored.Record);
        CustomerKey.CheckSource(exchange, stored.Record.Attributes);
        return new CopiedFrom(bucket, stored) { WantedVersion = version };
    }

    /// <summary>Opens all of it, or the range that x-amz-copy-source-range names; at most as much as one request may store.</summary>
    /// <returns>Null where the object was replaced in this very moment: there is a new one to copy, or none.</returns>
    public ContentReader? Open(string? range)
    {
        (long offset, long length) = range is null ? (0, Record.Size) : ParseRange(range);
        return length <= S3Limits.MaximumPartSize
            ? Bucket.Objects.OpenRead(Stored, offset, length)
            : throw S3Errors.InvalidRequest(
                $"The specified copy source is larger than the maximum allowable size for a copy source: {S3Limits.MaximumPartSize}");
    }

    private static StoredObject FindVersion(Bucket bucket, string key, string? versionId)
    {
        StoredObject? stored = bucket.Objects.FindVersion(key, versionId);
        return stored switch
        {
            { Record.IsDeleteMarker: false } => stored,
            not null when versionId is not null => throw S3Errors.InvalidRequest(
                "The source of a copy request may not specifically refer to a delete marker by version id."),
            null when versionId is not null => throw S3Errors.NoSuchVersion(key, versionId),
            _ => throw S3Errors.NoSuchKey(key),
        };
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
}
