using Amazon.Runtime;

namespace S3MultipartUpload.Store;

/// <summary>What an attempt is waiting for.</summary>
internal enum Wait
{
    /// <summary>The answer to a request without a body.</summary>
    Answer,

    /// <summary>The answer to a request for which the store has to work, such as completing an object.</summary>
    Processing,

    /// <summary>A connection: nothing of the body is on its way yet.</summary>
    Connection,

    /// <summary>The next bytes of a body.</summary>
    Body,

    /// <summary>The answer to a body that is on its way whole; its last bytes may still be under way.</summary>
    BodyAnswer,
}

/// <summary>How long an attempt waits for what; one for all requests of a client.</summary>
/// <param name="options">The limits.</param>
/// <param name="config">
/// The client's. One that limits its connections lets requests wait for them: such a wait is over when nothing else moves either.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class Patience(S3MultipartUploadOptions options, IClientConfig? config, TimeProvider time)
{
    private readonly bool _mayQueue = config?.MaxConnectionsPerServer is not null;
    private long _moved = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan LimitOf(Wait wait) => wait switch
    {
        Wait.Processing => options.ProcessingTimeout,
        Wait.Body => options.StallTimeout,
        Wait.BodyAnswer => options.StallTimeout + options.ResponseTimeout,
        _ => options.ResponseTimeout,
    };

    /// <summary>Bytes have moved on some connection.</summary>
    public void OnMoved()
    {
        if (_mayQueue)
        {
            Volatile.Write(ref _moved, time.GetTimestamp());
        }
    }

    /// <summary>How much longer to wait for what has been waited for since then; zero or less for no longer.</summary>
    public TimeSpan Left(Wait wait, long since)
    {
        bool isQueue = _mayQueue && wait is Wait.Connection or Wait.Answer;
        return LimitOf(wait) - time.GetElapsedTime(isQueue ? Math.Max(since, Volatile.Read(ref _moved)) : since);
    }
}
