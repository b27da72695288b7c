namespace S3MultipartUpload.Line;

/// <summary>What one upload has of the line.</summary>
internal sealed class LineShare : IDisposable
{
    private readonly SemaphoreSlim _next = new(1, 1);
    private readonly object _gate = new();

    /// <summary>How many of its parts are on their way. The line's own count.</summary>
    public int InFlight { get; set; }

    /// <summary>Waits until the part that was prepared last is on its way: only one is prepared ahead of its turn.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _next.WaitAsync(cancellationToken);

    /// <summary>A part has its turn: the next may be prepared.</summary>
    public void OnTurn()
    {
        lock (_gate)
        {
            if (_next.CurrentCount == 0)
            {
                _next.Release();
            }
        }
    }

    public void Dispose() => _next.Dispose();
}
