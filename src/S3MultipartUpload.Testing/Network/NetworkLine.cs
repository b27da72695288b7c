using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Network;

/// <summary>The line between the clients and the endpoint: how far it is and how much it carries.</summary>
/// <param name="latency">How late each request comes.</param>
/// <param name="perConnection">Bytes of bodies a second through each connection, in either direction; null for no bound.</param>
/// <param name="total">The same through all of them together.</param>
/// <param name="time">The clock.</param>
internal sealed class NetworkLine(TimeSpan latency, long? perConnection, long? total, TimeProvider time)
{
    private readonly Pace? _total = total is { } speed ? new Pace(speed, time) : null;

    /// <summary>Lets a request come: it is late, and its body comes at the line's speed.</summary>
    public async ValueTask ReceiveAsync(S3Exchange exchange)
    {
        exchange.Body = Through(exchange, exchange.Body);
        if (latency > TimeSpan.Zero)
        {
            await Task.Delay(latency, time, exchange.Aborted).ConfigureAwait(false);
        }
    }

    /// <summary>Lets a reply go at the line's speed.</summary>
    public S3Reply Send(S3Exchange exchange, S3Reply reply) => reply with
    {
        Through = body => Through(exchange, reply.Through?.Invoke(body) ?? body),
    };

    private Stream Through(S3Exchange exchange, Stream stream)
    {
        Pace[] paces = [.. new[] { OfConnection(exchange.Http), _total }.OfType<Pace>()];
        return paces.Length == 0 ? stream : new ThrottledStream(stream, paces);
    }

    private Pace? OfConnection(HttpContext http)
    {
        if (perConnection is not { } speed)
        {
            return null;
        }

        // One request at a time is on a connection of HTTP/1.1, so nobody else looks.
        IDictionary<object, object?> items = http.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
        if (!items.TryGetValue(typeof(Pace), out object? pace))
        {
            items[typeof(Pace)] = pace = new Pace(speed, time);
        }

        return (Pace?)pace;
    }
}
