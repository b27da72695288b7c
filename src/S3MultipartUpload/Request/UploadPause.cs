namespace S3MultipartUpload;

/// <summary>
/// Holds uploads up: while it is paused, parts on their way are finished and no other begins, nor is the object completed. The
/// multipart upload stays open. One pause may serve several uploads.
/// </summary>
public sealed class UploadPause
{
    private readonly object _gate = new();
    private TaskCompletionSource _open = Opened();
    private TaskCompletionSource _quiet = Opened();
    private int _running;

    /// <summary>Whether no part may begin.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_gate)
            {
                return !_open.Task.IsCompleted;
            }
        }
    }

    /// <summary>Lets no part begin any more.</summary>
    /// <returns>Ends when nothing is being sent any more, or the uploads go on.</returns>
    public Task PauseAsync()
    {
        lock (_gate)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _quiet.Task;
        }
    }

    /// <summary>Lets the uploads go on. Without effect where nothing is paused.</summary>
    public void Continue()
    {
        lock (_gate)
        {
            _open.TrySetResult();
            _quiet.TrySetResult();
            if (_running > 0)
            {
                _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Runs what must not begin during a pause.</summary>
    internal static Task<T> RunAsync<T>(UploadPause? pause, Func<Task<T>> work, CancellationToken cancellationToken) =>
        pause is null ? work() : pause.RunAsync(work, cancellationToken);

    /// <summary>Waits while there is a pause.</summary>
    internal static Task WaitAsync(UploadPause? pause, CancellationToken cancellationToken)
    {
        if (pause is null)
        {
            return Task.CompletedTask;
        }

        lock (pause._gate)
        {
            return pause._open.Task.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task open;
            lock (_gate)
            {
                open = _open.Task;
                if (open.IsCompleted)
                {
                    if (_running++ == 0)
                    {
                        _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    }

                    return;
                }
            }

            await open.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                _quiet.TrySetResult();
            }
        }
    }
}
