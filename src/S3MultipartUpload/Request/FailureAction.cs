namespace S3MultipartUpload;

/// <summary>What becomes of the multipart upload when an upload fails or is cancelled.</summary>
public enum FailureAction
{
    /// <summary>It is aborted: the store keeps nothing of it.</summary>
    Abort,

    /// <summary>It stays open, and its checkpoint names it: the next upload to the same key goes on where this one ended.</summary>
    KeepForResume,
}
