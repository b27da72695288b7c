using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>
/// A store that costs next to nothing: it reads what it is sent, forgets it, and answers as S3 does. What an uploader costs is not lost
/// beside it. It can behave as one far away: with a latency, and so many bytes per second on each connection.
/// </summary>
internal sealed class SinkServer : IDisposable
{
    private const int StackSize = 256 << 10;

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
            new Thread(() => Serve(socket), StackSize) { IsBackground = true }.Start();
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            using Stream stream = Open(socket);
            var connection = new SinkConnection(stream, _certificate is null ? socket : null, _line);
            while (connection.ReadRequest() is { } request)
            {
                connection.Answer(_store.Answer(request));
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or AuthenticationException)
        {
            // The client has gone.
        }
    }

    private Stream Open(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (_certificate is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        tls.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,

            // What Amazon S3 chooses, where the client knows it.
            CipherSuitesPolicy = OperatingSystem.IsWindows() ? null : new([TlsCipherSuite.TLS_AES_128_GCM_SHA256]),
        });
        return tls;
    }
}
