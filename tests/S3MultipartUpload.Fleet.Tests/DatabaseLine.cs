using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>One node's own line to the database, which a test cuts: what was connected breaks off, and nobody can connect.</summary>
internal sealed class DatabaseLine : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _database;
    private readonly ConcurrentDictionary<TcpClient, Task> _connected = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private volatile bool _isCut;

    public DatabaseLine(string connection)
    {
        _database = new NpgsqlConnectionStringBuilder(connection);
        _listener.Start();
        int port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Connection = new NpgsqlConnectionStringBuilder(connection) { Port = port }.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The connection string of the database through this line.</summary>
    public string Connection { get; }

    public async Task CutAsync()
    {
        _isCut = true;
        foreach (TcpClient client in _connected.Keys)
        {
            client.Close();
        }

        await Task.WhenAll(_connected.Values);
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        await CutAsync();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _connected[client] = ServeAsync(client);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return;
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        try
        {
            using (client)
            using (var database = new TcpClient())
            {
                if (_isCut)
                {
                    return;
                }

                await database.ConnectAsync(IPAddress.Loopback, _database.Port);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(database.GetStream()), database.GetStream().CopyToAsync(client.GetStream()));
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            return;
        }
        finally
        {
            _connected.TryRemove(client, out _);
        }
    }
}
