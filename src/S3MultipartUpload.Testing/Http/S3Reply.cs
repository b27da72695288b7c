using System.Globalization;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Http;

/// <summary>What will be sent back: a status, headers, and either a document or the bytes of an object.</summary>
internal sealed record S3Reply(int Status)
{
    public Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An XML document, or nothing.</summary>
    public ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>The bytes of an object; its reply streams. The writer disposes it.</summary>
    public Stream? Content { get; init; }

    /// <summary>What happens to the body on its way out: a fault's doing.</summary>
    public Func<Stream, Stream>? Through { get; init; }

    public string? ErrorCode { get; init; }

    public static S3Reply Xml(ReadOnlyMemory<byte> document) => new(200) { Document = document };

    public static S3Reply Refusal(S3Exchange exchange, S3ErrorException error)
    {
        var reply =
            new S3Reply(error.Status) { Document = S3Xml.Error(error, exchange.Target.Path, exchange.RequestId), ErrorCode = error.Code };
        string? seconds = error.RetryAfter is { } delay ? Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
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

    public S3Reply With(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach ((string? name, string? value) in headers)
        {
            With(name, value);
        }

        return this;
    }
}
