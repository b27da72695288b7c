using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>Writes down what becomes of the objects of a batch, some at a time, and notices when the upload does not go on.</summary>
internal sealed class BatchReport(ObjectTable objects, string id, TimeProvider time) : IDisposable
{
    private const int Most = 250;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<ObjectOutcome> _outcomes = [];
    private long _lastWritten = time.GetTimestamp();

    /// <summary>The upload was paused, or has ended.</summary>
    public bool IsStopped { get; private set; }

    public async Task AddAsync(ObjectOutcome outcome, CancellationToken cancellationToken)
    {
        bool isDue;
        lock (_outcomes)
        {
            _outcomes.Add(outcome);
            isDue = _outcomes.Count >= Most || time.GetElapsedTime(_lastWritten) >= Longest;
        }

        if (isDue)
        {
            await WriteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectOutcome[] now;
            lock (_outcomes)
            {
                now = [.. _outcomes];
                _outcomes.Clear();
                _lastWritten = time.GetTimestamp();
            }

            if (now.Length > 0)
            {
                try
                {
                    IsStopped |= !await objects.ReportAsync(id, now, cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    lock (_outcomes)
                    {
                        _outcomes.AddRange(now); // The last word says it.
                    }

                    throw;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
