using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing.Network;

/// <summary>The line between the clients and the endpoint, as its options have it: how far it is and how much it carries.</summary>
internal sealed class NetworkLine(S3TestServerOptions options)
{
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly TimeSpan _latency = options.Latency;
    private readonly long? _perConnection = options.BytesPerSecondPerConnection;
    private readonly Pace? _total = options.BytesPerSecond is { } speed ? new Pace(speed, options.TimeProvider) : null;

    /// <summary>Lets a request come: it is late, and its body comes at the line's speed.</summary>
    public async ValueTask ReceiveAsync(S3Exchange exchange)
    {
        exchange.Body = Through(exchange, exchange.Body);
        if (_latency > TimeSpan.Zero)
        {
            await Task.Delay(_latency, _time, exchange.Aborted).ConfigureAwait(false);
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
        if (_perConnection is not { } speed)
        {
            return null;
        }

        // One request at a time is on a connection of HTTP/1.1, so nobody else looks.
        IDictionary<object, object?> items = http.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
        if (!items.TryGetValue(typeof(Pace), out object? pace))
        {
            items[typeof(Pace)] = pace = new Pace(speed, _time);
        }

        return (Pace?)pace;
    }
}
