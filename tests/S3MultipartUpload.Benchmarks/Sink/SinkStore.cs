using System.Globalization;
using System.Text;

namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>What S3 would answer, as far as an uploader looks. It remembers a tally, and which parts it was sent.</summary>
internal sealed class SinkStore
{
    private const string ETag = "\"sink\"";

    /// <summary>Every page may send here.</summary>
    private const string Cors = "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag\r\n";

    private readonly SinkUploads _uploads = new();

    private int _requests;
    private int _connections;
    private int _objects;
    private long _bytes;

    public void OnConnection() => Interlocked.Increment(ref _connections);

    /// <summary>The tally, which begins anew.</summary>
    public SinkTally TakeTally() => new(
        Interlocked.Exchange(ref _requests, 0),
        Interlocked.Exchange(ref _connections, 0),
        Interlocked.Exchange(ref _objects, 0),
        Interlocked.Exchange(ref _bytes, 0));

    public string Answer(SinkRequest request)
    {
        Interlocked.Increment(ref _requests);
        bool isUpload = request.Target.Contains("uploadId=", StringComparison.OrdinalIgnoreCase);
        string type = request.Headers.GetValueOrDefault("x-amz-checksum-type") ?? "FULL_OBJECT";
        switch (request.Method)
        {
            case "PUT":
                Interlocked.Add(ref _bytes, request.Length);
                Interlocked.Add(ref _objects, isUpload ? 0 : 1);
                if (isUpload)
                {
                    _uploads.Add(request, $"<ETag>&quot;sink&quot;</ETag><Size>{request.Length}</Size>{Elements(request)}");
                }

                return Reply($"ETag: {ETag}\r\n{Checksums(request)}", "");
            case "POST" when isUpload:
                Interlocked.Add(ref _objects, _uploads.Close(request) ? 1 : 0);
                return Reply("", "<CompleteMultipartUploadResult><ETag>&quot;sink-1&quot;</ETag>" +
                    $"{Elements(request)}<ChecksumType>{type}</ChecksumType></CompleteMultipartUploadResult>");
            case "POST":
                string algorithm = request.Headers.GetValueOrDefault("x-amz-checksum-algorithm") ?? "CRC64NVME";
                return Reply(
                    $"x-amz-checksum-algorithm: {algorithm}\r\nx-amz-checksum-type: {type}\r\n",
                    $"<InitiateMultipartUploadResult><UploadId>{_uploads.Open()}</UploadId></InitiateMultipartUploadResult>");
            case "GET" when isUpload:
                return Reply("", $"<ListPartsResult><IsTruncated>false</IsTruncated>{_uploads.List(request)}</ListPartsResult>");
            case "GET" when request.Target.Contains("?uploads", StringComparison.Ordinal):
                return Reply("", "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
            case "OPTIONS":
                return Reply("Access-Control-Allow-Methods: PUT\r\nAccess-Control-Allow-Headers: *\r\n", "");
            default:
                return "HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n";
        }
    }

    private static string Checksums(SinkRequest request) =>
        string.Concat(Checksum(request).Select(pair => $"x-amz-checksum-{pair.Key}: {pair.Value}\r\n"));

    private static string Elements(SinkRequest request) => string.Concat(Checksum(request).Select(
        pair => $"<Checksum{Name(pair.Key)}>{pair.Value}</Checksum{Name(pair.Key)}>"));

    private static IEnumerable<KeyValuePair<string, string>> Checksum(SinkRequest request) => request.Headers
        .Where(header => header.Key.StartsWith("x-amz-checksum-", StringComparison.Ordinal))
        .Select(header => KeyValuePair.Create(header.Key["x-amz-checksum-".Length..], header.Value))
        .Where(header => header.Key is not "type" and not "algorithm");

    private static string Name(string algorithm) => algorithm.ToUpper(CultureInfo.InvariantCulture);

    private static string Reply(string headers, string body) => new StringBuilder($"HTTP/1.1 200 OK\r\n{Cors}").Append(headers)
        .Append(CultureInfo.InvariantCulture, $"Content-Type: application/xml\r\nContent-Length: {body.Length}\r\n\r\n").Append(body)
        .ToString();
}
