using System.Globalization;
using System.Text;

namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>What S3 would answer, as far as an uploader looks. It remembers nothing but a tally.</summary>
internal sealed class SinkStore
{
    private const string ETag = "\"sink\"";

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
                return Reply($"ETag: {ETag}\r\n{Checksums(request)}", "");
            case "POST" when isUpload:
                Interlocked.Increment(ref _objects);
                string elements = string.Concat(Checksum(request).Select(
                    pair => $"<Checksum{Name(pair.Key)}>{pair.Value}</Checksum{Name(pair.Key)}>"));
                return Reply("", "<CompleteMultipartUploadResult><ETag>&quot;sink-1&quot;</ETag>" +
                    $"{elements}<ChecksumType>{type}</ChecksumType></CompleteMultipartUploadResult>");
            case "POST":
                string algorithm = request.Headers.GetValueOrDefault("x-amz-checksum-algorithm") ?? "CRC64NVME";
                return Reply(
                    $"x-amz-checksum-algorithm: {algorithm}\r\nx-amz-checksum-type: {type}\r\n",
                    "<InitiateMultipartUploadResult><UploadId>sink</UploadId></InitiateMultipartUploadResult>");
            default:
                return "HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n";
        }
    }

    private static string Checksums(SinkRequest request) =>
        string.Concat(Checksum(request).Select(pair => $"x-amz-checksum-{pair.Key}: {pair.Value}\r\n"));

    private static IEnumerable<KeyValuePair<string, string>> Checksum(SinkRequest request) => request.Headers
        .Where(header => header.Key.StartsWith("x-amz-checksum-", StringComparison.Ordinal))
        .Select(header => KeyValuePair.Create(header.Key["x-amz-checksum-".Length..], header.Value))
        .Where(header => header.Key is not "type" and not "algorithm");

    private static string Name(string algorithm) => algorithm.ToUpper(CultureInfo.InvariantCulture);

    private static string Reply(string headers, string body) => new StringBuilder("HTTP/1.1 200 OK\r\n").Append(headers)
        .Append(CultureInfo.InvariantCulture, $"Content-Type: application/xml\r\nContent-Length: {body.Length}\r\n\r\n").Append(body)
        .ToString();
}
