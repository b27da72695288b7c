using System.Collections.Concurrent;

namespace S3MultipartUpload.Testing.Log;

/// <summary>What has happened so far: finished requests, attempts counted per operation, key and part, and parts in flight.</summary>
/// <param name="keeps">Whether anything is remembered but how many there were.</param>
internal sealed class RequestLog(bool keeps)
{
    private readonly ConcurrentQueue<S3RequestRecord> _records = new();
    private readonly ConcurrentDictionary<(S3Operation, string?, string?, int?), int> _attempts = new();
    private readonly Milestones _answered = new();
    private readonly object _gate = new();
    private int _partsInFlight;
    private int _maxPartsInFlight;

    public IReadOnlyList<S3RequestRecord> Records => _records.ToArray();

    public int PartsInFlight => Volatile.Read(ref _partsInFlight);

    public int MaxPartsInFlight => Volatile.Read(ref _maxPartsInFlight);

    /// <summary>Counts the request in and says which attempt it is.</summary>
    public int Begin(S3Operation operation, string? bucket, string? key, int? partNumber)
    {
        if (IsPart(operation))
        {
            lock (_gate)
            {
                _maxPartsInFlight = Math.Max(_maxPartsInFlight, ++_partsInFlight);
            }
        }

        return !keeps ? 1 : _attempts.AddOrUpdate((operation, bucket, key, partNumber), 1, (_, count) => count + 1);
    }

    public void End(S3RequestRecord record)
    {
        if (IsPart(record.Operation))
        {
            lock (_gate)
            {
                _partsInFlight--;
            }
        }

        if (keeps)
        {
            _records.Enqueue(record);
        }

        _answered.Add();
    }

    /// <summary>Waits until this many requests have ended.</summary>
    public Task WaitAsync(int count, CancellationToken cancellationToken) => _answered.WaitAsync(count, cancellationToken);

    /// <summary>Forgets what has happened; parts in flight stay so.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _maxPartsInFlight = _partsInFlight;
        }

        _attempts.Clear();
        _records.Clear();
        _answered.Clear();
    }

    private static bool IsPart(S3Operation operation) => operation is S3Operation.UploadPart;
}
