namespace S3MultipartUpload.Sessions;

/// <summary>
/// Lets those who send the same part do so one after the other, in the order of their calls; and the one who makes an object of the parts
/// alone: a part that came then would be confirmed, and missing in the object.
/// </summary>
internal sealed class PartTurns
{
    /// <summary>The turn of completing: no part has this number.</summary>
    private const int Completion = 0;

    private readonly object _gate = new();
    private readonly Dictionary<int, Task> _last = [];
    private int _calls;
    private bool _isAlone;

    /// <summary>Ends when all has ended that is being sent now.</summary>
    public Task WhenQuietAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_last.Values);
        }
    }

    /// <summary>Sends when it is the part's turn.</summary>
    /// <exception cref="UploadRefusedException">The object is being completed.</exception>
    public Task<T> RunAsync<T>(int partNumber, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return !_isAlone ? Enqueue(partNumber, send, cancellationToken) : throw new UploadRefusedException(
                "The object is being completed. Send the part when that has failed, or to another session.");
        }
    }

    /// <summary>Runs while no part is sent.</summary>
    /// <exception cref="UploadRefusedException">Something is running.</exception>
    public Task<T> RunAloneAsync<T>(Func<Task<T>> complete, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_calls > 0)
            {
                throw new UploadRefusedException(
                    "Parts are still being sent, or the object is being completed. Complete when those calls have ended.");
            }

            _isAlone = true;
            return Enqueue(Completion, complete, cancellationToken);
        }
    }

    private Task<T> Enqueue<T>(int turn, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        Task before = _last.GetValueOrDefault(turn, Task.CompletedTask);
        _calls++;
        Task<T> mine = AfterAsync(before, run, cancellationToken);

        // One who gives up waiting must not let those behind overtake the one in front.
        _last[turn] = EndOfAsync(before, mine);
        return mine;
    }

    private async Task<T> AfterAsync<T>(Task before, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            await before.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return await send().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _calls--;
                _isAlone = false;
            }
        }
    }

    private static async Task EndOfAsync(Task before, Task mine)
    {
        await before.ConfigureAwait(false);
        await mine.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
