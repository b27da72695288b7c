namespace S3MultipartUpload.Testing;

/// <summary>What a <see cref="Fault"/> does to a request. Made by the members of this class.</summary>
public abstract class FaultEffect
{
    private protected FaultEffect()
    {
    }

    /// <summary>Cuts the connection with a TCP reset as soon as the request's headers are in; there is no reply and nothing is done.</summary>
    public static FaultEffect ConnectionReset { get; } = new ResetEffect();

    /// <summary>Refuses the request with an S3 error; nothing is done.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <param name="errorCode">S3's error code, such as <c>SlowDown</c>.</param>
    /// <param name="retryAfter">Sent as the Retry-After header, in whole seconds rounded up; <see langword="null"/> sends none.</param>
    /// <returns>The effect.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="status"/> is outside 300…599.</exception>
    public static FaultEffect Status(int status, string errorCode, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        ArgumentException.ThrowIfNullOrEmpty(errorCode);
        return new StatusEffect(status, errorCode, retryAfter);
    }

    /// <summary>Before the operation: may refuse or cut.</summary>
    internal virtual ValueTask BeforeAsync(S3Exchange exchange) => ValueTask.CompletedTask;

    /// <summary>After the operation has done its work: may change the reply, or keep it.</summary>
    internal virtual ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply) => new(reply);
}
