using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// As little of a store as an upload needs, so that a measurement on few processors is one of the browser: it takes in each byte of a
/// part, looks at none, keeps none, and answers so long after the last one as a distant store would.
/// </summary>
internal sealed partial class Sink : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<int, (long Length, string? Checksum)> _parts = [];
    private readonly TimeSpan _latency;

    public Sink(TimeSpan latency)
    {
        _latency = latency;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = new Uri($"http://{_listener.LocalEndPoint}");
        Start(Accept);
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Dispose();

    /// <summary>A thread for each connection: none has to be woken by another.</summary>
    private static void Start(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The other side has gone, or the measurement is over.
        }
    })
    { IsBackground = true }.Start();

    private void Accept()
    {
        while (true)
        {
            Socket connection = _listener.Accept();
            Start(() => Serve(connection));
        }
    }

    private void Serve(Socket connection)
    {
        using Socket own = connection;
        own.NoDelay = true;
        byte[] room = new byte[1 << 20];
        int filled = 0;
        while (true)
        {
            int end;
            while ((end = room.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
            {
                int read = own.Receive(room.AsSpan(filled));
                if (read == 0)
                {
                    return;
                }

                filled += read;
            }

            string head = Encoding.ASCII.GetString(room, 0, end);
            Match announced = Length().Match(head);
            long length = announced.Success ? long.Parse(announced.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            long left = length - (filled - end - 4);
            for (int read; left > 0; left -= read)
            {
                read = own.Receive(room.AsSpan(0, (int)Math.Min(room.Length, left)));
                if (read == 0)
                {
                    return;
                }
            }

            filled = 0;
            own.Send(Encoding.ASCII.GetBytes(Answer(head, length)));
        }
    }

    private string Answer(string head, long length)
    {
        string[] words = head.Split(' ', 3);
        Match part = PartNumber().Match(words[1]);
        switch (words[0])
        {
            case "PUT" when part.Success:
                Thread.Sleep(_latency);
                int number = int.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture);
                Match brought = Checksum().Match(head);
                _parts[number] = (length, brought.Success ? brought.Groups[1].Value : null);
                return Reply(
                    "", $"ETag: \"part-{number}\"\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag\r\n");
            case "OPTIONS":
                return Reply(
                    "", "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\nAccess-Control-Allow-Headers: *\r\n");
            case "POST" when words[1].Contains("?uploads", StringComparison.Ordinal):
                _parts.Clear();
                return Reply(
                    "<InitiateMultipartUploadResult><Bucket>uploads</Bucket><UploadId>1</UploadId></InitiateMultipartUploadResult>");
            case "GET" when words[1].Contains("uploadId", StringComparison.Ordinal):
                return Reply($"<ListPartsResult><IsTruncated>false</IsTruncated>{string.Concat(_parts.OrderBy(stored => stored.Key).Select(
                    stored => $"<Part><PartNumber>{stored.Key}</PartNumber><ETag>\"part-{stored.Key}\"</ETag>" +
                        $"<Size>{stored.Value.Length}</Size>" +
                        $"<LastModified>2030-01-01T00:00:00.000Z</LastModified>{(stored.Value.Checksum is { } checksum
                            ? $"<ChecksumCRC32>{checksum}</ChecksumCRC32>" : "")}</Part>"))}</ListPartsResult>");
            case "GET" when words[1].Contains("uploads", StringComparison.Ordinal):
                return Reply("<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
            case "POST":
                string key = Uri.UnescapeDataString(words[1].Split('?')[0]["/uploads/".Length..]);
                return Reply(
                    $"<CompleteMultipartUploadResult><Location>/</Location><Bucket>uploads</Bucket><Key>{key}</Key>" +
                    "<ETag>\"of-parts\"</ETag></CompleteMultipartUploadResult>");
            default:
                return Reply("");
        }
    }

    private static string Reply(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nContent-Type: application/xml\r\n{headers}\r\n{body}";

    [GeneratedRegex(@"content-length:\s*(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(@"x-amz-checksum-crc32:\s*([\w+/=]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Checksum();

    [GeneratedRegex(@"partNumber=(\d+)")]
    private static partial Regex PartNumber();
}
