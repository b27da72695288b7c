namespace S3MultipartUpload.Many;

/// <summary>One of many uploads, as their ledger knows it.</summary>
internal sealed class ManyEntry(ManyLedger ledger, long? length) : IProgress<UploadProgress>
{
    private readonly object _gate = new();
    private long _done;
    private long _sent;
    private bool _hasEnded;

    public void Report(UploadProgress value)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                long sent = value.BytesTransferred - value.BytesResumed;
                ledger.Move(value.BytesTransferred - _done, sent - _sent);
                (_done, _sent) = (value.BytesTransferred, sent);
            }
        }

        ledger.Tell();
    }

    /// <summary>It need not be uploaded.</summary>
    public void Drop()
    {
        ledger.Drop(length);
        ledger.Tell();
    }

    /// <param name="manifest">The receipt; null where it failed.</param>
    public void End(UploadManifest? manifest)
    {
        lock (_gate)
        {
            _hasEnded = true;
            ledger.End(length, _done, manifest);
        }

        ledger.Tell();
    }
}
