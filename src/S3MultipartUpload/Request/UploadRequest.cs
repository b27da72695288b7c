using System.Diagnostics.CodeAnalysis;
using S3MultipartUpload.Sources;

namespace S3MultipartUpload;

/// <summary>What to store, where, and how the object is to be described.</summary>
public sealed class UploadRequest : ObjectSettings
{
    /// <summary>Creates a request.</summary>
    public UploadRequest()
    {
    }

    /// <summary>Creates a request to store these bytes there.</summary>
    [SetsRequiredMembers]
    internal UploadRequest(UploadTarget target, IPartSource source)
        : base(target) => Source = source;

    /// <summary>The bytes; see <see cref="PartSource"/>.</summary>
    public required IPartSource Source { get; init; }

    /// <summary>The size in bytes of every part but the last.</summary>
    /// <value>
    /// Default: null, which leaves it to <see cref="S3MultipartUploadOptions.PartSizer"/>. From 5 MiB to
    /// <see cref="S3MultipartUploadOptions.MaxPartSize"/>.
    /// </value>
    public long? PartSize { get; init; }

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

    /// <summary>Whether a checkpoint store is used at all: in vain where the bytes are gone once they were read.</summary>
    internal bool HasCheckpoint { get; init; } = true;

    /// <summary>Told of every change, besides <see cref="Progress"/>, where many uploads have one progress.</summary>
    internal IProgress<UploadProgress>? Watcher { get; private set; }

    /// <summary>The store of checkpoints where <see cref="CheckpointStore"/> is null; before that of the options.</summary>
    internal ICheckpointStore? DefaultCheckpointStore { get; private set; }

    private protected override string? SourceName => (Source as FilePartSource)?.Path;

    /// <summary>The same request, watched.</summary>
    internal UploadRequest WatchedBy(IProgress<UploadProgress> watcher)
    {
        var copy = (UploadRequest)MemberwiseClone();
        copy.Watcher = watcher;
        return copy;
    }

    /// <summary>The same request, whose checkpoint is kept there unless it says otherwise.</summary>
    internal UploadRequest WithDefault(ICheckpointStore? store)
    {
        var copy = (UploadRequest)MemberwiseClone();
        copy.DefaultCheckpointStore = store;
        return copy;
    }
}
