using System.Globalization;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Signing;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>The body of a request with its framing taken off, and the promises its headers make about it.</summary>
internal sealed class Payload
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

    /// <summary>The checksum that comes with the body, in a header or in a trailer.</summary>
    public ChecksumKind? ChecksumKind { get; private init; }

    public Stream Stream => _chunked ?? _exchange.Body;

    public static Payload Open(S3Exchange exchange, long maximumLength)
    {
        string? hash = exchange.Header("x-amz-content-sha256");
        bool framed = ContentHash.IsFramed(hash);
        if (!framed && exchange.Header("Transfer-Encoding") is not null)
        {
            // S3 takes no body of unknown length.
            throw S3Errors.NotImplemented("Transfer-Encoding");
        }

        string? declared = framed ? exchange.Header("x-amz-decoded-content-length") : exchange.Header("Content-Length");
        if (!long.TryParse(declared, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
        {
            throw S3Errors.MissingContentLength();
        }

        return length <= maximumLength
            ? new Payload(exchange, length, framed ? new AwsChunkedStream(exchange.Body, length, exchange.ChunkSignatures) : null)
            {
                Sha256 = ContentHash.IsSha256(hash) ? hash : null,
                ChecksumKind = FindChecksum(exchange),
            }
            : throw S3Errors.EntityTooLarge(length, maximumLength);
    }

    /// <summary>What the client says the checksum is; a trailer is known once the body has been read.</summary>
    public string? DeclaredChecksum()
    {
        if (ChecksumKind is not { } algorithm)
        {
            return null;
        }

        return _exchange.Header(algorithm.Header) ?? _chunked?.Trailers.GetValueOrDefault(algorithm.Header)
            ?? throw S3Errors.MalformedTrailer();
    }

    /// <summary>The algorithm of the checksum a request brings, or null.</summary>
    public static ChecksumKind? FindChecksum(S3Exchange exchange)
    {
        if (exchange.Operation is S3Operation.CompleteMultipartUpload)
        {
            // There the header speaks of the object, not of the document in the body.
            return null;
        }

        var given = ChecksumKind.All.Where(algorithm => exchange.Header(algorithm.Header) is not null).ToList();
        string? trailer = exchange.Header("x-amz-trailer");
        string? announced = exchange.Header("x-amz-sdk-checksum-algorithm"); // Says no more than that there is one.
        given.AddRange(ChecksumKind.All.Where(algorithm => algorithm.Header.Equals(trailer, StringComparison.OrdinalIgnoreCase)));
        if (given.Count > 1)
        {
            throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }

        if (given.Count == 0)
        {
            return trailer is not null ? throw S3Errors.InvalidRequest("The value specified in the x-amz-trailer header is not supported")
                : announced is null ? null
                : throw S3Errors.InvalidRequest(
                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.");
        }

        return exchange.Header(given[0].Header) is { } value && !given[0].IsValue(value)
            ? throw S3Errors.InvalidRequest($"Value for {given[0].Header} header is invalid.")
            : given[0];
    }
}
