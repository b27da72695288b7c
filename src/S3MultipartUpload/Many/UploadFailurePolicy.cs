namespace S3MultipartUpload;

/// <summary>What the failure of one of many uploads means for the others.</summary>
public enum UploadFailurePolicy
{
    /// <summary>The others go on; the results tell which have failed.</summary>
    Continue,

    /// <summary>
    /// No other begins, and those that run are cancelled, as by the caller's token: where there is a checkpoint store, they can be resumed.
    /// </summary>
    Stop,
}
