using System.Globalization;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Locks;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>GetObject and HeadObject.</summary>
internal sealed class ReadOperations(BucketTable buckets)
{
    private static readonly string[] Overridable =
        ["content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding"];

    public S3Reply Get(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        while (true)
        {
            StoredObject stored = Find(exchange, bucket);
            if (!stored.Record.CanBeReadAt(exchange.Time.GetUtcNow()))
            {
                throw S3Errors.InvalidObjectState(
                    "The operation is not valid for the object's storage class", stored.Record.Attributes.StorageClass);
            }

            (S3Reply? reply, ByteRange? range) = Describe(exchange, bucket, stored.Record);
            if (range is not { } wanted)
            {
                return reply;
            }

            // Null when the object was replaced in this very moment: describe the new one.
            if (bucket.Objects.OpenRead(stored, wanted.Offset, wanted.Length) is { } content)
            {
                return reply with { Content = content };
            }
        }
    }

    public S3Reply Head(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        (S3Reply? reply, ByteRange? range) = Describe(exchange, bucket, Find(exchange, bucket).Record);
        return range is { } wanted ? reply.With("Content-Length", Text(wanted.Length)) : reply;
    }

    /// <summary>How far the restoring of an archived object has come; null where nobody asked for it.</summary>
    private static string? Restore(ObjectRecord record, DateTimeOffset now) => record.Restored is not { } copy || now >= copy.Expires
        ? null
        : copy.CanBeReadAt(now)
            ? $"ongoing-request=\"false\", expiry-date=\"{copy.Expires.ToString("R", CultureInfo.InvariantCulture)}\""
            : "ongoing-request=\"true\"";

    private static StoredObject Find(S3Exchange exchange, Bucket bucket)
    {
        StoredObject stored = AddressedVersion.Find(exchange, bucket);
        CustomerKey.CheckSame(exchange, stored.Record.Attributes);
        return stored;
    }

    /// <summary>Status and headers, and the bytes to send; no bytes for 304.</summary>
    private static (S3Reply Reply, ByteRange? Range) Describe(S3Exchange exchange, Bucket bucket, ObjectRecord record)
    {
        bool unchanged = ReadConditions.Check(exchange, record);
        ByteRange? part = PartRange(exchange, record);
        ByteRange? range = unchanged ? null : part ?? ByteRange.Parse(exchange.Header("Range"), record.Size);
        S3Reply reply = new S3Reply(unchanged ? 304 : range is null ? 200 : 206)
            .With("ETag", $"\"{record.ETag}\"")
            .With("Last-Modified", record.LastModified.ToString("R", CultureInfo.InvariantCulture))
            .With("Accept-Ranges", "bytes")
            .With("x-amz-version-id", bucket.VersionIdOf(record))
            .With("x-amz-mp-parts-count", part is not null && record.Parts.Count > 0 ? Text(record.Parts.Count) : null)
            .With("x-amz-tagging-count", record.Attributes.Tags.Count > 0 ? Text(record.Attributes.Tags.Count) : null)
            .With(record.Attributes.Headers)
            .With(LockReader.Headers(record.Attributes.Lock))
            .With("x-amz-restore", Restore(record, exchange.Time.GetUtcNow()));
        foreach (string name in Overridable)
        {
            reply.With(name, Override(exchange, "response-" + name));
        }

        if (range is { Length: > 0 } some)
        {
            reply.With("Content-Range", $"bytes {Text(some.Offset)}-{Text(some.Offset + some.Length - 1)}/{Text(record.Size)}");
        }

        if (!unchanged && exchange.Header("x-amz-checksum-mode") is "ENABLED" && Checksum(exchange, record, range) is { } checksum)
        {
            reply.With(checksum.Headers);
        }

        return (reply, unchanged ? null : range ?? new ByteRange(0, record.Size));
    }

    /// <summary>The bytes of the part that ?partNumber names; an object put whole has one part.</summary>
    private static string? Override(S3Exchange exchange, string parameter)
    {
        string? value = exchange.Query(parameter);
        if (value is not null && exchange.IsAnonymous)
        {
            throw S3Errors.InvalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
        }

        return value is null || HeaderText.IsValue(value) ? value : throw HeaderText.Invalid(parameter);
    }

    private static ByteRange? PartRange(S3Exchange exchange, ObjectRecord record)
    {
        if (exchange.Query("partNumber") is null)
        {
            return null;
        }

        if (exchange.Header("Range") is not null)
        {
            throw S3Errors.InvalidRequest("Cannot specify both Range header and partNumber query parameter");
        }

        int count = Math.Max(1, record.Parts.Count);
        if (exchange.PartNumber is not { } number || number < 1 || number > count)
        {
            throw new S3ErrorException(416, "InvalidPartNumber", "The requested partnumber is not satisfiable")
            {
                Details = [("PartNumberRequested", exchange.Query("partNumber") ?? ""), ("ActualPartCount", Text(count))],
            };
        }

        return record.Parts.Count == 0
            ? new ByteRange(0, record.Size)
            : new ByteRange(record.Parts.Take(number - 1).Sum(part => part.Size), record.Parts[number - 1].Size);
    }

    /// <summary>
    /// Of the object, where all of it was asked for; of a part, where that is known: a full-object checksum says nothing of one among
    /// several.
    /// </summary>
    private static StoredChecksum? Checksum(S3Exchange exchange, ObjectRecord record, ByteRange? range)
    {
        if (exchange.PartNumber is not { } number)
        {
            return range is null ? record.Checksum : null;
        }

        if (record.Parts.Count == 0 || record.Checksum is not { } checksum)
        {
            return record.Checksum;
        }

        bool known = record.Parts.Count == 1 || checksum.Type == ChecksumKind.Composite;
        return known && record.Parts[number - 1].Checksums.TryGetValue(checksum.Algorithm, out string? value)
            ? checksum with { Value = value }
            : null;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
