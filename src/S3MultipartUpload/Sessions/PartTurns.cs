namespace S3MultipartUpload.Sessions;

/// <summary>Lets those who send the same part do so one after the other, in the order of their calls.</summary>
internal sealed class PartTurns
{
    private readonly object _gate = new();
    private readonly Dictionary<int, Task> _last = [];
    private int _calls;

    /// <summary>Whether nothing is being sent, nor waiting for its turn: true as soon as the last call has ended.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate)
            {
                return _calls == 0;
            }
        }
    }

    /// <summary>Ends when all has ended that is being sent now.</summary>
    public Task WhenQuietAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_last.Values);
        }
    }

    /// <summary>Sends when it is the part's turn.</summary>
    public Task<T> RunAsync<T>(int partNumber, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Task before = _last.GetValueOrDefault(partNumber, Task.CompletedTask);
            _calls++;
            Task<T> mine = AfterAsync(before, send, cancellationToken);

            // One who gives up waiting must not let those behind overtake the one in front.
            _last[partNumber] = EndOfAsync(before, mine);
            return mine;
        }
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
            }
        }
    }

    private static async Task EndOfAsync(Task before, Task mine)
    {
        await before.ConfigureAwait(false);
        await mine.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
