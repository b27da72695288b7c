namespace S3MultipartUpload;

/// <summary>What has become of the multipart upload of an upload that failed.</summary>
public enum FailedUploadState
{
    /// <summary>There is none: the failure came before it was opened, or one PutObject request was to store the object.</summary>
    None,

    /// <summary>It was aborted; the store keeps nothing of it.</summary>
    Aborted,

    /// <summary>It could not be aborted: its parts stay stored, and are paid for, until it is.</summary>
    Open,
}
