using System.Net.Sockets;
using System.Text;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>A connection that sends what no client of S3 sends.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RawConnection()
    {
    }

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="receiveBuffer">How many bytes the system shall take before they are read; as many as it likes where it is null.</param>
    public static async Task<RawConnection> OpenAsync(Uri endpoint, int? receiveBuffer = null)
    {
        var connection = new RawConnection();
        if (receiveBuffer is { } bytes)
        {
            connection._socket.ReceiveBufferSize = bytes;
        }

        await connection._socket.ConnectAsync(endpoint.Host, endpoint.Port);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes)..];
        }
    }

    /// <summary>Reads what has come, or comes next, and no more than so many bytes.</summary>
    public async Task<byte[]> ReadSomeAsync(int most)
    {
        byte[] buffer = new byte[most];
        using var deadline = new CancellationTokenSource(Patience);
        return buffer[..await _socket.ReceiveAsync(buffer, deadline.Token)];
    }

    /// <summary>Reads until the endpoint ends the connection, or resets it.</summary>
    public Task<string> ReadToEndAsync() => ReadUntilAsync(null);

    /// <summary>Reads until this was said, or to the end.</summary>
    public async Task<string> ReadUntilAsync(string? said)
    {
        byte[] buffer = new byte[64 << 10];
        var text = new StringBuilder();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            while ((said is null || !text.ToString().Contains(said, StringComparison.Ordinal))
                && await _socket.ReceiveAsync(buffer, deadline.Token) is > 0 and var read)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // What it said before it hung up counts.
        }

        return text.ToString();
    }

    /// <summary>Hangs up.</summary>
    public void Dispose() => _socket.Dispose();
}
