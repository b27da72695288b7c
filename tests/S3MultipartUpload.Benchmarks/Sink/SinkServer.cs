using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>
/// A store that costs next to nothing: it reads what it is sent, forgets it, and answers as S3 does. What an uploader costs is not lost
/// beside it. It can behave as one far away: with a latency, and so many bytes per second on each connection.
/// </summary>
internal sealed class SinkServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly SinkLine _line;
    private readonly SinkStore _store = new();

    public SinkServer(X509Certificate2? certificate, SinkLine line)
    {
        (_certificate, _line) = (certificate, line);
        _listener.Server.ReceiveBufferSize = line.ReceiveBufferSize;
        _listener.Start(backlog: 1_000);
        _ = AcceptAsync();
    }

    public string Endpoint => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What came since this was asked last.</summary>
    public SinkTally TakeTally() => _store.TakeTally();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket = await _listener.AcceptSocketAsync();
            socket.NoDelay = true;
            _store.OnConnection();
            _ = Task.Run(() => ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using Stream stream = await OpenAsync(socket);
            var connection = new SinkConnection(stream, _certificate is null ? socket : null, _line);
            while (await connection.ReadRequestAsync() is { } request)
            {
                await connection.AnswerAsync(_store.Answer(request));
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (_certificate is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(_certificate);
        return tls;
    }
}
