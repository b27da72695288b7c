using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>An endpoint that refuses its first request, and tells what headers that had.</summary>
internal sealed class HeaderRecorder : IDisposable
{
    private const string Error = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>";

    private static readonly byte[] Refusal = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {Error.Length}\r\n\r\n{Error}");

    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);

    public HeaderRecorder() => _listener.Start();

    public string Endpoint => $"http://{_listener.LocalEndpoint}";

    /// <returns>The headers, each as "name: value" with its name in lower case.</returns>
    public async Task<IReadOnlyList<string>> RefuseAsync(CancellationToken cancellationToken)
    {
        using TcpClient connection = await _listener.AcceptTcpClientAsync(cancellationToken);
        NetworkStream stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        List<string> headers = [];
        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            string[] header = line.Split(": ", count: 2);
            headers.Add(header.Length == 2 ? $"{header[0].ToLowerInvariant()}: {header[1]}" : line);
        }

        await stream.WriteAsync(Refusal, cancellationToken);
        return headers;
    }

    public void Dispose() => _listener.Dispose();
}
