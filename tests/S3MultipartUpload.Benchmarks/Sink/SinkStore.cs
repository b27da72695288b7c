using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>What S3 would answer, as far as an uploader looks. It remembers sizes alone.</summary>
internal sealed class SinkStore
{
    private const string ETag = "\"sink\"";

    private readonly ConcurrentDictionary<string, long> _sizes = new();

    public string Answer(SinkRequest request)
    {
        string path = request.Target.Split('?')[0];
        string query = request.Target.Contains('?', StringComparison.Ordinal) ? request.Target.Split('?')[1] : "";
        string type = request.Headers.GetValueOrDefault("x-amz-checksum-type") ?? "FULL_OBJECT";
        switch (request.Method)
        {
            case "PUT":
                _sizes.AddOrUpdate(path, request.Length, (_, size) => size + request.Length);
                return Reply($"ETag: {ETag}\r\n{Checksums(request)}", "");
            case "POST" when query.Contains("uploadId", StringComparison.Ordinal):
                string elements = string.Concat(Checksum(request).Select(
                    pair => $"<Checksum{Name(pair.Key)}>{pair.Value}</Checksum{Name(pair.Key)}>"));
                return Reply("", "<CompleteMultipartUploadResult><ETag>&quot;sink-1&quot;</ETag>" +
                    $"{elements}<ChecksumType>{type}</ChecksumType></CompleteMultipartUploadResult>");
            case "POST":
                _sizes[path] = 0;
                string algorithm = request.Headers.GetValueOrDefault("x-amz-checksum-algorithm") ?? "CRC64NVME";
                return Reply(
                    $"x-amz-checksum-algorithm: {algorithm}\r\nx-amz-checksum-type: {type}\r\n",
                    "<InitiateMultipartUploadResult><UploadId>sink</UploadId></InitiateMultipartUploadResult>");
            case "HEAD":
                return $"HTTP/1.1 200 OK\r\nETag: {ETag}\r\nContent-Length: {_sizes.GetValueOrDefault(path)}\r\n\r\n";
            default:
                return "HTTP/1.1 204 No Content\r\n\r\n";
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
