namespace S3MultipartUpload;

/// <summary>What has become of the multipart upload of an upload that failed.</summary>
public enum FailedUploadState
{
    /// <summary>
    /// There is none: the failure came before it was opened, one PutObject request was to store the object, or the store does not know
    /// it any more and has no object of it.
    /// </summary>
    None,

    /// <summary>It was aborted; the store keeps nothing of it.</summary>
    Aborted,

    /// <summary>It stays open, to be continued by its checkpoint, or by its session.</summary>
    Kept,

    /// <summary>It could not be aborted: its parts stay stored, and are paid for, until it is.</summary>
    AbortFailed,

    /// <summary>
    /// The answer to the request that completes the object was lost, or the store does not know the multipart upload any more; and the
    /// object could not be looked at: it may be stored or not, and the multipart upload may still be open. Look at the object before you
    /// try again; a checkpoint or a session stays, and can be continued.
    /// </summary>
    Unknown,

    /// <summary>
    /// The object was completed, but what the store says of it is not what was sent: do not use it, and upload it again.
    /// </summary>
    Suspect,

    /// <summary>
    /// The object is stored: an earlier run, or another process with the same upload, completed it. A run that has a checkpoint can be
    /// resumed, to compare the object with the source and to have its manifest.
    /// </summary>
    Completed,
}
