using System.Globalization;

namespace S3MultipartUpload.Testing;

/// <summary>The body of a request with its framing taken off, and the promises its headers make about it.</summary>
internal sealed class Payload : IAsyncDisposable
{
    private readonly S3Exchange _exchange;
    private readonly AwsChunkedStream? _chunked;

    private Payload(S3Exchange exchange, long length, AwsChunkedStream? chunked)
    {
        _exchange = exchange;
        _chunked = chunked;
        Length = length;
    }

    /// <summary>The promised number of bytes, framing not counted.</summary>
    public long Length { get; }

    /// <summary>The SHA-256 the signature covers, where it covers the body as a whole.</summary>
    public string? Sha256 { get; private init; }

    public Stream Stream => _chunked ?? _exchange.Body;

    public static Payload Open(S3Exchange exchange)
    {
        var hash = exchange.Header("x-amz-content-sha256");
        var framed = ContentHash.IsFramed(hash);
        if (!framed && exchange.Header("Transfer-Encoding") is not null)
        {
            // S3 takes no body of unknown length.
            throw S3Errors.NotImplemented("Transfer-Encoding");
        }

        var declared = framed ? exchange.Header("x-amz-decoded-content-length") : exchange.Header("Content-Length");
        if (!long.TryParse(declared, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            throw S3Errors.MissingContentLength();
        }

        return length <= S3Limits.MaximumPartSize
            ? new Payload(exchange, length, framed ? new AwsChunkedStream(exchange.Body, exchange.ChunkSignatures) : null)
            {
                Sha256 = ContentHash.IsSha256(hash) ? hash : null,
            }
            : throw S3Errors.EntityTooLarge(length);
    }

    public ValueTask DisposeAsync() => _chunked?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>What the client says the checksum is: in a header, or in a trailer once the body has been read.</summary>
    public string? Declared(ChecksumAlgorithm algorithm) =>
        _exchange.Header(algorithm.Header) ?? _chunked?.Trailers.GetValueOrDefault(algorithm.Header);

    /// <summary>Every trailer that was announced must have come.</summary>
    public void CheckTrailers()
    {
        if (_exchange.Header("x-amz-trailer") is { } announced && _chunked?.Trailers.ContainsKey(announced) != true)
        {
            throw new S3ErrorException(400, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema.");
        }
    }

    /// <summary>Whether the client has promised, asked for, or will append this checksum.</summary>
    public bool Mentions(ChecksumAlgorithm algorithm) =>
        _exchange.Header(algorithm.Header) is not null
        || ChecksumAlgorithm.Find(_exchange.Header("x-amz-sdk-checksum-algorithm")) == algorithm
        || string.Equals(_exchange.Header("x-amz-trailer"), algorithm.Header, StringComparison.OrdinalIgnoreCase);
}
