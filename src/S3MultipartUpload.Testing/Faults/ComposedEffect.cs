using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing;

/// <summary>An effect made of what it does before the operation and what it does after it.</summary>
internal sealed class ComposedEffect : FaultEffect
{
    public Func<S3Exchange, ValueTask<S3Reply?>>? Before { get; init; }

    public Func<S3Exchange, S3Reply, ValueTask<S3Reply>>? After { get; init; }

    public static ComposedEffect Disconnect(bool reset, long bodyBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bodyBytes);
        return new ComposedEffect
        {
            Before = async exchange =>
            {
                await exchange.SkipBodyAsync(bodyBytes).ConfigureAwait(false);
                throw new ConnectionCutException(reset);
            },
        };
    }

    public static ComposedEffect Refuse(int status, string errorCode, TimeSpan? retryAfter) => new()
    {
        Before = _ => throw new S3ErrorException(status, errorCode, "This error was scheduled by the test.") { RetryAfter = retryAfter },
    };

    public static ComposedEffect Prepare(Action<S3Exchange> prepare) => new()
    {
        Before = exchange =>
        {
            prepare(exchange);
            return default;
        },
    };

    /// <summary>Passes the request's body through a stream, and the reply's where it is wanted.</summary>
    public static ComposedEffect Through(Func<S3Exchange, Stream, Stream> stream, Func<S3Exchange, bool> alsoReply) => new()
    {
        Before = exchange =>
        {
            exchange.Body = stream(exchange, exchange.Body);
            return default;
        },
        After = (exchange, reply) => new(alsoReply(exchange) ? reply with { Through = body => stream(exchange, body) } : reply),
    };

    internal override ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange) => Before?.Invoke(exchange) ?? default;

    internal override ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply) => After?.Invoke(exchange, reply) ?? new(reply);
}
