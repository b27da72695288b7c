using System.Diagnostics.CodeAnalysis;

namespace S3MultipartUpload;

/// <summary>
/// An object that is to be stored, and how that is done: what <see cref="UploadRequest"/> and <see cref="CopyRequest"/> have in common.
/// </summary>
public abstract class TransferRequest : ObjectSettings
{
    private protected TransferRequest()
    {
    }

    /// <summary>Another object, stored in the default way.</summary>
    [SetsRequiredMembers]
    private protected TransferRequest(ObjectSettings target)
        : base(target)
    {
    }

    /// <summary>The same.</summary>
    [SetsRequiredMembers]
    private protected TransferRequest(TransferRequest other)
        : base(other)
    {
        PartSize = other.PartSize;
        MaxConcurrentParts = other.MaxConcurrentParts;
        Progress = other.Progress;
        ProgressInterval = other.ProgressInterval;
        CheckpointStore = other.CheckpointStore;
        Resume = other.Resume;
        FailureAction = other.FailureAction;
        Pause = other.Pause;
        DrainCancellationToken = other.DrainCancellationToken;
    }

    /// <summary>The size in bytes of every part but the last.</summary>
    /// <value>
    /// Default: null, which leaves it to <see cref="S3MultipartUploadOptions.PartSizer"/>. From 5 MiB to
    /// <see cref="S3MultipartUploadOptions.MaxPartSize"/>; to the store's largest, 5 GiB, for a copy.
    /// </value>
    public long? PartSize { get; init; }

    /// <summary>How many of the parts are sent, or copied, at one time; at least 1.</summary>
    /// <value>Default: null, as many as the uploader finds best (<see cref="S3MultipartUploadOptions.Concurrency"/>).</value>
    public int? MaxConcurrentParts { get; init; }

    /// <summary>
    /// Told how far the upload is, one report at a time and in order; last when it has ended. A report that throws is logged and does not
    /// disturb the upload.
    /// </summary>
    public IProgress<UploadProgress>? Progress { get; init; }

    /// <summary>
    /// The least time from one report of <see cref="Progress"/> to the next. The last one, when the upload has ended, does not wait for it.
    /// </summary>
    /// <value>Default: 0.1 s. Zero for a report of every change.</value>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>
    /// Where the state of the upload is kept, so that it can be resumed after any failure, also in another process. A resumed object
    /// has the description that it was begun with.
    /// </summary>
    /// <value>Default: null, <see cref="S3MultipartUploadOptions.CheckpointStore"/>.</value>
    public ICheckpointStore? CheckpointStore { get; init; }

    /// <summary>What is done with an incomplete upload that the checkpoint store tells of.</summary>
    /// <value>Default: it is resumed, if the source is the same.</value>
    public ResumeOptions Resume { get; init; } = new();

    /// <summary>What becomes of the multipart upload when the upload fails or is cancelled.</summary>
    /// <value>
    /// Default: null, which is <see cref="FailureAction.KeepForResume"/> where a checkpoint store is in use, else
    /// <see cref="FailureAction.Abort"/>.
    /// </value>
    public FailureAction? FailureAction { get; init; }

    /// <summary>Holds the upload up and lets it go on; see <see cref="UploadPause"/>.</summary>
    public UploadPause? Pause { get; init; }

    /// <summary>
    /// A second cancellation: calls back the parts that <see cref="S3MultipartUploadOptions.DrainTimeout"/> lets finish when the upload
    /// is cancelled or fails.
    /// </summary>
    /// <value>Default: none.</value>
    public CancellationToken DrainCancellationToken { get; init; }
}
