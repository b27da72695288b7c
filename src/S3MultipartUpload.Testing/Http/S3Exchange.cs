using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Http;

/// <summary>One request on its way through the endpoint.</summary>
internal sealed class S3Exchange
{
    private readonly Dictionary<string, string> _moved;

    public S3Exchange(HttpContext http, string requestId, TimeProvider time)
    {
        string rawTarget = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Http = http;
        RequestId = requestId;
        Time = time;
        Target = RequestTarget.Parse(rawTarget, http.Request.Host.Host);
        _moved = Target.Query.Where(pair => pair.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        Operation = OperationRouter.Resolve(http.Request.Method, Target, copies: Header("x-amz-copy-source") is not null);
        PartNumber =
            int.TryParse(Query("partNumber"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
        Wire = new WireStream(http.Request.Body);
        Body = Wire;
    }

    public HttpContext Http { get; }

    public string RequestId { get; }

    public TimeProvider Time { get; }

    public RequestTarget Target { get; }

    public S3Operation Operation { get; }

    public int? PartNumber { get; }

    /// <summary>The key that a form gives, once it is read that far.</summary>
    public string? FormKey { get; set; }

    /// <summary>How the connection ends when there is no reply.</summary>
    public ConnectionCutException? Cut { get; set; }

    /// <summary>How many of the parts stored last ListParts shall leave out: a fault's doing.</summary>
    public int PartsNotListedYet { get; set; }

    /// <summary>Whether the upload is gone when the operation looks for it: a fault's doing.</summary>
    public bool UploadVanishes { get; set; }

    /// <summary>Verifies the body's chunks, where the request is signed that way.</summary>
    public IChunkSignatures? ChunkSignatures { get; set; }

    /// <summary>Whether nobody has signed it, where that is asked for.</summary>
    public bool IsAnonymous { get; set; }

    /// <summary>The body as it comes off the connection; counts its bytes.</summary>
    public WireStream Wire { get; }

    /// <summary>The body as the operation reads it, chunk framing included.</summary>
    public Stream Body { get; set; }

    /// <summary>Whether the client waits to be asked for its body (Expect: 100-continue), and was not.</summary>
    public bool IsBodyUnasked => Wire.Bytes == 0 && Header("Expect") is not null && Http.Request.ContentLength is not 0;

    public CancellationToken Aborted => Http.RequestAborted;

    public string Bucket => Target.Bucket ?? throw S3Errors.InvalidBucketName("");

    public string Key => Target.Key ?? throw S3Errors.InvalidArgument("The request addresses no object.", "key", null);

    public string UploadId => Query("uploadId") ?? throw S3Errors.InvalidArgument("This request needs an upload id.", "uploadId", null);

    public string? Query(string name) => Target.Query.GetValueOrDefault(name);

    /// <summary>A header; one that begins with x-amz- may stand in the query of a presigned URL as well.</summary>
    public string? Header(string name) => Http.Request.Headers.TryGetValue(name, out StringValues value)
        ? value.ToString()
        : _moved.GetValueOrDefault(name);

    /// <summary>Every header, those included that moved into the query of a presigned URL.</summary>
    public IEnumerable<string> HeaderNames => Http.Request.Headers.Keys.Concat(_moved.Keys);

    /// <summary>Reads bytes of the body and forgets them.</summary>
    public async ValueTask SkipBodyAsync(long bytes)
    {
        byte[] buffer = new byte[16 << 10];
        while (bytes > 0 && await Body.ReadAsync(
            buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes)), Aborted).ConfigureAwait(false) is > 0 and var read)
        {
            bytes -= read;
        }
    }

    /// <summary>A key for an XML document, percent-encoded when the client asked for encoding-type=url.</summary>
    public string? Encoded(string? key) => Query("encoding-type") == "url" && key is not null
        ? Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal)
        : key;

    /// <summary>A whole number from the query within 0…1,000, as every paged operation takes it.</summary>
    public int PageSize(string name)
    {
        string? text = Query(name);
        if (text is null)
        {
            return S3Limits.MaximumPage;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            ? Math.Min(size, S3Limits.MaximumPage)
            : throw S3Errors.InvalidArgument($"Argument {name} must be an integer between 0 and {int.MaxValue}", name, text);
    }
}
