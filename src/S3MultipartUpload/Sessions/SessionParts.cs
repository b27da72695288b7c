using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Line;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>What a session itself has stored: the newest of each part. The one object that its calls share.</summary>
internal sealed class SessionParts : IAttemptObserver
{
    private readonly object _gate = new();
    private readonly SortedDictionary<int, StoredPart> _parts = [];
    private int _retries;

    public LineShare Share { get; } = new();

    /// <summary>Another machine may send the same part: what it confirms must be what the store was sent last.</summary>
    public PartTimes? Times => null;

    public int Retries => Volatile.Read(ref _retries);

    public IReadOnlyList<int> Numbers
    {
        get
        {
            lock (_gate)
            {
                return [.. _parts.Keys];
            }
        }
    }

    /// <remarks>What the store has of this part now is not known before the attempt has ended well.</remarks>
    public void OnAttempt(PartAttempt attempt) => Forget(attempt.Range.PartNumber);

    public void OnRetry() => Interlocked.Increment(ref _retries);

    public void OnStored(StoredPart part)
    {
        lock (_gate)
        {
            _parts[part.PartNumber] = part;
        }
    }

    /// <summary>The store has the bytes of this part already.</summary>
    public void OnFound(StoredPart part)
    {
        OnStored(part);
        Telemetry.OnPart(part.Size, "resumed");
    }

    public void Forget(int partNumber)
    {
        lock (_gate)
        {
            _parts.Remove(partNumber);
        }
    }

    public StoredPart? Find(int partNumber)
    {
        lock (_gate)
        {
            return _parts.GetValueOrDefault(partNumber);
        }
    }
}
