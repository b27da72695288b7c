using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>
/// Lets the parts on their way finish when an upload ends that will be resumed: what has crossed the line is not to be sent twice. On a
/// slow line that is interrupted often, an upload would get no further otherwise.
/// </summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _sending;
    private readonly CancellationTokenRegistration _hurrying;
    private readonly TimeSpan _longest;
    private readonly CancellationToken _hurry;
    private bool _hasBegun;

    /// <param name="longest">For how long; zero for not at all.</param>
    /// <param name="hurry">Ends it early.</param>
    public Drain(Deadline longest, CancellationToken hurry)
    {
        _sending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, longest.Time);
        (_longest, _hurry) = (longest.After, hurry);
        _hurrying = hurry.Register(() =>
        {
            if (Volatile.Read(ref _hasBegun))
            {
                _sending.Cancel();
            }
        });
    }

    /// <summary>Calls the parts back, when the time has come.</summary>
    public CancellationToken Token => _sending.Token;

    /// <summary>The upload has been cancelled, or has failed.</summary>
    public void Begin()
    {
        // Whichever comes second, this or the hurry, sees the first.
        Interlocked.Exchange(ref _hasBegun, true);
        if (_longest == TimeSpan.Zero || _hurry.IsCancellationRequested)
        {
            _sending.Cancel();
        }
        else
        {
            _sending.CancelAfter(_longest);
        }
    }

    public void Dispose()
    {
        _hurrying.Dispose();
        _sending.Dispose();
    }
}
