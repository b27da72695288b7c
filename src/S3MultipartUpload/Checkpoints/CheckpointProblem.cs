namespace S3MultipartUpload;

/// <summary>Why a checkpoint cannot serve.</summary>
public enum CheckpointProblem
{
    /// <summary>There is none for this object: nothing to resume.</summary>
    Missing,

    /// <summary>
    /// It cannot be read, is damaged, or belongs to another object. It was left as it is: remove it to upload the object from its first
    /// byte. The upload it named, if any, stays open until it is aborted.
    /// </summary>
    Unusable,

    /// <summary>Another upload to the same object holds it.</summary>
    InUse,

    /// <summary>It could not be written when the upload was opened; that upload was aborted.</summary>
    NotSaved,

    /// <summary>The store of checkpoints failed, or did not answer in time: whether there is a checkpoint is not known.</summary>
    Unavailable,
}
