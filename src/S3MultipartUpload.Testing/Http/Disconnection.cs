using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace S3MultipartUpload.Testing.Http;

/// <summary>Ends a connection without a reply: by a TCP reset, or in order.</summary>
internal static class Disconnection
{
    public static async Task RunAsync(S3Exchange exchange)
    {
        Socket? socket = exchange.Http.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (exchange.Cut?.Reset == false && socket is not null)
        {
            try
            {
                // What is left unread when a socket closes turns its end into a reset; so the body is read to its end first.
                socket.Shutdown(SocketShutdown.Send);
                await exchange.SkipBodyAsync(long.MaxValue).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client hung up first.
            }
        }
        else if (exchange.Cut is not null)
        {
            socket?.Close(0);
        }

        exchange.Http.Abort();
    }
}
