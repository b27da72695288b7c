namespace S3MultipartUpload.Store;

/// <summary>
/// Bounds what must end whatever the caller's token says: the clean-up of a failed upload, and calls of a checkpoint store.
/// </summary>
internal sealed record Deadline(TimeSpan After, TimeProvider Time)
{
    public CancellationTokenSource Start() => new(After, Time);
}
