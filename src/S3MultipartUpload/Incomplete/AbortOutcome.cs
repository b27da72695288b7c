namespace S3MultipartUpload;

/// <summary>What has become of an incomplete upload that was to be aborted.</summary>
public enum AbortOutcome
{
    /// <summary>It was aborted; the store no longer knows it.</summary>
    Aborted,

    /// <summary>It would have been aborted, had this not been a dry run.</summary>
    WouldBeAborted,

    /// <summary>It had been completed or aborted meanwhile.</summary>
    AlreadyGone,

    /// <summary>It could not be aborted, or not be seen to be gone: its parts may stay stored.</summary>
    Failed,

    /// <summary>
    /// It was left as it is: the AWS SDK drops the slash with which its key begins, so that a request would name another one
    /// (<see cref="IncompleteUpload.IsOutOfReach"/>). A lifecycle rule aborts it, or another client.
    /// </summary>
    OutOfReach,
}
