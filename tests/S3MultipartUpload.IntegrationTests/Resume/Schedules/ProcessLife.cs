namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// Whether a process of a schedule still lives. Once it is killed, its calls reach nobody any more: they fail, or do not end until it is
/// buried.
/// </summary>
internal sealed class ProcessLife : IDisposable
{
    private readonly object _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _buried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDead;
    private int _steps;

    /// <summary>Told of each step that the process takes, with its number: a request, an answer, a call for its checkpoint.</summary>
    public Action<int> OnStep { get; set; } = _ => { };

    public bool IsDead
    {
        get
        {
            lock (_gate)
            {
                return _isDead;
            }
        }
    }

    /// <summary>Ends when the process is killed.</summary>
    public Task Died => _died.Task;

    /// <summary>Cuts what is on its way when the process is killed.</summary>
    public CancellationToken End => _end.Token;

    public void Step()
    {
        if (!IsDead)
        {
            OnStep(Interlocked.Increment(ref _steps));
        }
    }

    /// <summary>Does something, unless the process is dead; it is not killed meanwhile.</summary>
    public bool TryDo(Action action)
    {
        lock (_gate)
        {
            if (!_isDead)
            {
                action();
            }

            return !_isDead;
        }
    }

    public void Kill(bool hangs)
    {
        lock (_gate)
        {
            _isDead = true;
        }

        _end.Cancel();
        _died.TrySetResult();
        if (!hangs)
        {
            Bury();
        }
    }

    /// <summary>Lets the calls of a dead process fail, so that its tasks end.</summary>
    public void Bury() => _buried.TrySetResult();

    public async Task ThrowIfDeadAsync()
    {
        if (IsDead)
        {
            await _buried.Task;
            throw new IOException("The process was killed.");
        }
    }

    public void Dispose() => _end.Dispose();
}
