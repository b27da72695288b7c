using System.Globalization;

namespace S3MultipartUpload.Testing;

/// <summary>What will be sent back: a status, headers, and either a document or the bytes of an object.</summary>
internal sealed record S3Reply(int Status)
{
    public Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An XML document, or nothing.</summary>
    public ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>The bytes of an object; its reply streams. The writer disposes it.</summary>
    public ContentReader? Content { get; init; }

    /// <summary>What happens to the body on its way out: a fault's doing.</summary>
    public Func<Stream, Stream>? Through { get; init; }

    public string? ErrorCode { get; init; }

    public static S3Reply Xml(ReadOnlyMemory<byte> document) => new(200) { Document = document };

    public static S3Reply Refusal(S3Exchange exchange, S3ErrorException error)
    {
        var reply = new S3Reply(error.Status) { Document = S3Xml.Error(error, exchange), ErrorCode = error.Code };
        var seconds = error.RetryAfter is { } delay ? Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
        return reply.With("Retry-After", seconds).With(error.Header?.Name ?? "", error.Header?.Value);
    }

    public S3Reply With(string header, string? value)
    {
        if (value is not null)
        {
            Headers[header] = value;
        }

        return this;
    }

    /// <summary>Adds a checksum under its algorithm's header.</summary>
    public S3Reply With(ObjectChecksum checksum) => With(ChecksumKind.Find(checksum.Algorithm)?.Header ?? checksum.Algorithm, checksum.Value);

    /// <summary>Adds the headers that tell how an object is encrypted.</summary>
    public S3Reply WithEncryption(ObjectSettings attributes)
    {
        foreach (var (name, value) in attributes.EncryptionHeaders)
        {
            With(name, value);
        }

        return this;
    }
}
