namespace S3MultipartUpload.Testing.Log;

/// <summary>Counts, and lets wait until so many have been counted.</summary>
internal sealed class Milestones
{
    private readonly object _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _count;

    public void Add()
    {
        lock (_gate)
        {
            _count++;
            foreach ((int _, TaskCompletionSource reached) in _waiting.Where(waiting => waiting.Count <= _count))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(waiting => waiting.Count <= _count);
        }
    }

    /// <summary>Begins anew; who waits goes on waiting.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _count = 0;
        }
    }

    public Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }
}
