namespace S3MultipartUpload;

/// <summary>How an upload deals with an incomplete one that it finds in the checkpoint store.</summary>
public sealed record ResumeOptions
{
    /// <summary>
    /// Whether <see cref="IMultipartUploader.UploadAsync"/> continues the incomplete upload. If not, that one is aborted, and the
    /// object is stored from its first byte.
    /// </summary>
    /// <value>Default: true.</value>
    public bool Automatic { get; init; } = true;

    /// <summary>What it takes as proof that the parts stored earlier are those of the source.</summary>
    /// <value>Default: <see cref="ResumeCheck.Reread"/>.</value>
    public ResumeCheck Check { get; init; }

    /// <summary>
    /// Whether a source that has changed since is uploaded from its first byte, after the incomplete upload was aborted; if not, it is
    /// refused with
    /// a <see cref="SourceChangedException"/>. A stream whose change shows only while it is read cannot start again.
    /// </summary>
    /// <value>Default: false.</value>
    public bool RestartIfSourceChanged { get; init; }

    /// <summary>
    /// Whether the object is uploaded from its first byte when the store no longer knows the incomplete upload (it was aborted,
    /// perhaps by a lifecycle
    /// rule); if not, that is an <see cref="UploadNotFoundException"/>.
    /// </summary>
    /// <value>Default: false.</value>
    public bool RestartIfUploadNotFound { get; init; }
}
