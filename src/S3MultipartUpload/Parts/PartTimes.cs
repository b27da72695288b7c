namespace S3MultipartUpload.Parts;

/// <summary>How long the last parts of an upload took.</summary>
internal sealed class PartTimes
{
    /// <summary>Fewer tell nothing of the next one.</summary>
    private const int Fewest = 3;

    /// <summary>More would remember a line that is another by now.</summary>
    private const int Most = 32;

    private readonly object _gate = new();
    private readonly Queue<TimeSpan> _times = [];

    /// <summary>Half of them took no longer; null where there are too few.</summary>
    public TimeSpan? Median
    {
        get
        {
            lock (_gate)
            {
                return _times.Count < Fewest ? null : _times.Order().ElementAt(_times.Count / 2);
            }
        }
    }

    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            _times.Enqueue(time);
            if (_times.Count > Most)
            {
                _times.Dequeue();
            }
        }
    }
}
