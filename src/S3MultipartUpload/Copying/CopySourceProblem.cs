namespace S3MultipartUpload;

/// <summary>What is wrong with the source of a copy.</summary>
public enum CopySourceProblem
{
    /// <summary>There is no such object, or no such version of it; or that version marks the object as deleted.</summary>
    NotFound,

    /// <summary>The object has another ETag than <see cref="CopySource.IfMatch"/>.</summary>
    PreconditionFailed,

    /// <summary>The range is not within the object.</summary>
    OutOfRange,

    /// <summary>The object could not be looked at; the inner exception says why.</summary>
    Unavailable,
}
