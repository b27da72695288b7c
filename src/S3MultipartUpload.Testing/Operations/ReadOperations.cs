using System.Globalization;

namespace S3MultipartUpload.Testing;

internal sealed class ReadOperations(BucketTable buckets)
{
    private static readonly string[] Overridable =
        ["content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding"];

    public S3Reply Get(S3Exchange exchange)
    {
        var objects = buckets.Get(exchange.Bucket).Objects;
        while (true)
        {
            var stored = Find(exchange, objects);
            var (reply, range) = Describe(exchange, stored.Record);
            if (range is not { } wanted)
            {
                return reply;
            }

            // Null when the object was replaced in this very moment: describe the new one.
            if (objects.OpenRead(stored, wanted.Offset, wanted.Length) is { } content)
            {
                return reply with { Content = content };
            }
        }
    }

    public S3Reply Head(S3Exchange exchange)
    {
        var stored = Find(exchange, buckets.Get(exchange.Bucket).Objects);
        var (reply, range) = Describe(exchange, stored.Record);
        return range is { } wanted ? reply.With("Content-Length", wanted.Length.ToString(CultureInfo.InvariantCulture)) : reply;
    }

    private static StoredObject Find(S3Exchange exchange, ObjectTable objects) =>
        objects.Find(exchange.Key) ?? throw S3Errors.NoSuchKey(exchange.Key);

    /// <summary>Status and headers, and the bytes to send; no bytes for 304.</summary>
    private static (S3Reply Reply, ByteRange? Range) Describe(S3Exchange exchange, ObjectRecord record)
    {
        var unchanged = ReadConditions.Check(exchange, record);
        var range = unchanged ? null : ByteRange.Parse(exchange.Header("Range"), record.Size);
        var reply = new S3Reply(unchanged ? 304 : range is null ? 200 : 206)
            .With("ETag", $"\"{record.ETag}\"")
            .With("Last-Modified", record.LastModified.ToString("R", CultureInfo.InvariantCulture))
            .With("Accept-Ranges", "bytes");
        foreach (var (name, value) in record.Attributes.Headers)
        {
            reply.With(name, value);
        }

        foreach (var name in Overridable)
        {
            reply.With(name, exchange.Query("response-" + name));
        }

        if (record.Attributes.Tags.Count > 0)
        {
            reply.With("x-amz-tagging-count", record.Attributes.Tags.Count.ToString(CultureInfo.InvariantCulture));
        }

        if (range is { } part)
        {
            reply.With("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {part.Offset}-{part.Offset + part.Length - 1}/{record.Size}"));
        }
        else if (exchange.Header("x-amz-checksum-mode") is "ENABLED" && record.Checksum is { } checksum)
        {
            reply.With(checksum).With("x-amz-checksum-type", checksum.Type);
        }

        return (reply, unchanged ? null : range ?? new ByteRange(0, record.Size));
    }
}
