using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Streams;

namespace S3MultipartUpload.Testing;

/// <summary>What a <see cref="Fault"/> does to a request. Made by the members of this class.</summary>
public abstract partial class FaultEffect
{
    /// <summary>As a number of bytes: all of the request body.</summary>
    public const long WholeBody = long.MaxValue;

    private protected FaultEffect()
    {
    }

    /// <summary>
    /// Cuts the connection with a TCP reset as soon as the request's headers are in; there is no reply and nothing is done.
    /// </summary>
    public static FaultEffect ConnectionReset { get; } = ComposedEffect.Disconnect(reset: true, 0);

    /// <summary>
    /// As <see cref="ConnectionReset"/>, but with an orderly end of the connection, as a server or proxy that shuts down does it.
    /// </summary>
    public static FaultEffect ConnectionClose { get; } = ComposedEffect.Disconnect(reset: false, 0);

    /// <summary>Does the work and resets the connection instead of replying: the client cannot know the outcome.</summary>
    public static FaultEffect DropReply { get; } =
        new ComposedEffect { After = (_, _) => throw new ConnectionCutException(reset: true) };

    /// <summary>Refuses the request with 400 ExpiredToken; with <see cref="Fault.Skip"/>, credentials that expire at request N.</summary>
    public static FaultEffect ExpiredCredentials { get; } = ComposedEffect.Refuse(400, "ExpiredToken", null);

    /// <summary>
    /// Makes the request's upload vanish, as a lifecycle rule or another client's abort would; the request then meets NoSuchUpload.
    /// </summary>
    public static FaultEffect UploadVanished { get; } = ComposedEffect.Prepare(exchange => exchange.UploadVanishes = true);

    /// <summary>Refuses the request with an S3 error; nothing is done.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <param name="errorCode">S3's error code, such as <c>SlowDown</c>.</param>
    /// <param name="retryAfter">Sent as the Retry-After header, in whole seconds rounded up; null sends none.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="status"/> is outside 300…599.</exception>
    public static FaultEffect Status(int status, string errorCode, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        ArgumentException.ThrowIfNullOrEmpty(errorCode);
        return ComposedEffect.Refuse(status, errorCode, retryAfter);
    }

    /// <summary>Answers 200 with an S3 error in the body, as Complete and the copies may; nothing is done.</summary>
    /// <param name="errorCode">S3's error code, such as <c>InternalError</c>.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect ErrorInOk(string errorCode) => ComposedEffect.Refuse(200, errorCode, null);

    /// <summary>Answers 200 with neither body nor S3's headers.</summary>
    /// <param name="done">Whether the work is done all the same.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect EmptyOk(bool done) => new ComposedEffect
    {
        Before = _ => new(done ? null : new S3Reply(200)),
        After = (_, _) => new(new S3Reply(200)),
    };

    /// <summary>Reads some of the request body, then resets the connection; nothing is done.</summary>
    /// <param name="bodyBytes">How many bytes, or <see cref="WholeBody"/>.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bodyBytes"/> is negative.</exception>
    public static FaultEffect ResetAfter(long bodyBytes) => ComposedEffect.Disconnect(reset: true, bodyBytes);

    /// <summary>Reads some of the request body, then ends the connection in order; nothing is done.</summary>
    /// <param name="bodyBytes">How many bytes, or <see cref="WholeBody"/>.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bodyBytes"/> is negative.</exception>
    public static FaultEffect CloseAfter(long bodyBytes) => ComposedEffect.Disconnect(reset: false, bodyBytes);

    /// <summary>Reads some of the request body, then nothing more happens until the client gives up or the endpoint stops.</summary>
    /// <param name="bodyBytes">How many bytes, or <see cref="WholeBody"/>.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bodyBytes"/> is negative.</exception>
    public static FaultEffect Stall(long bodyBytes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bodyBytes);
        return new ComposedEffect
        {
            Before = async exchange =>
            {
                await exchange.SkipBodyAsync(bodyBytes).ConfigureAwait(false);
                await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Time, exchange.Aborted).ConfigureAwait(false);
                return null;
            },
        };
    }

    /// <summary>Waits before doing anything, by the endpoint's clock.</summary>
    /// <param name="delay">How long.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public static FaultEffect Latency(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ComposedEffect
        {
            Before = async exchange =>
            {
                await Task.Delay(delay, exchange.Time, exchange.Aborted).ConfigureAwait(false);
                return null;
            },
        };
    }

    /// <summary>Does the work and then waits before replying, by the endpoint's clock.</summary>
    /// <param name="delay">How long.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public static FaultEffect SlowReply(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ComposedEffect
        {
            After = async (exchange, reply) =>
            {
                await Task.Delay(delay, exchange.Time, exchange.Aborted).ConfigureAwait(false);
                return reply;
            },
        };
    }

    /// <summary>Caps the speed of the request's body and of the reply's, by the endpoint's clock.</summary>
    /// <param name="bytesPerSecond">The speed, more than 0.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytesPerSecond"/> is not positive.</exception>
    public static FaultEffect Bandwidth(long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        return ComposedEffect.Through((exchange, body) => new ThrottledStream(body, new Pace(bytesPerSecond, exchange.Time)), _ => true);
    }

    /// <summary>Does the work and sends only the first bytes of the reply's body, then ends the connection.</summary>
    /// <param name="bytes">How many bytes are sent.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    public static FaultEffect TruncateReply(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new ComposedEffect { After = (_, reply) => new(reply with { Through = body => new FirstBytesStream(body, bytes) }) };
    }

    /// <summary>Turns one bit over: in the request's body as it arrives, framing included, or, for GetObject, in the reply's.</summary>
    /// <param name="offset">The byte it is in, from 0.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    public static FaultEffect FlipByte(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return ComposedEffect.Through(
            (_, body) => new FlippingStream(body, offset), exchange => exchange.Operation == S3Operation.GetObject);
    }

    /// <summary>Does the work and answers with another ETag, in the header or in the document.</summary>
    /// <param name="eTag">The ETag with its quotes, or null for a reply without one.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect ETag(string? eTag) => new ComposedEffect { After = (_, reply) => new(WithETag(reply, eTag)) };

    /// <summary>Makes ListParts leave out the parts stored last, as a listing that lags behind does.</summary>
    /// <param name="parts">How many parts.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is negative.</exception>
    public static FaultEffect LaggingListParts(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        return ComposedEffect.Prepare(exchange => exchange.PartsNotListedYet = parts);
    }

    /// <summary>Holds requests until the test releases them.</summary>
    /// <param name="done">Whether their work is done before they are held, rather than after.</param>
    /// <returns>The effect, on which the test waits and which it releases.</returns>
    public static HoldEffect Hold(bool done = false) => new(done);

    /// <summary>Before the operation: may refuse it, cut it, change its body, or reply in its place.</summary>
    internal abstract ValueTask<S3Reply?> BeforeAsync(S3Exchange exchange);

    /// <summary>After the operation: may change the reply, or keep it.</summary>
    internal abstract ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply);

    private static S3Reply WithETag(S3Reply reply, string? eTag)
    {
        reply.Headers.Remove("ETag");
        if (reply.Document.IsEmpty)
        {
            return reply.With("ETag", eTag);
        }

        string element = eTag is null ? "" : $"<ETag>{SecurityElement.Escape(eTag)}</ETag>";
        string document = ETagElement().Replace(Encoding.UTF8.GetString(reply.Document.Span), _ => element);
        return reply with { Document = Encoding.UTF8.GetBytes(document) };
    }

    [GeneratedRegex("<ETag>[^<]*</ETag>")]
    private static partial Regex ETagElement();
}
