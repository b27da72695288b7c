using System.Diagnostics.CodeAnalysis;
using S3MultipartUpload.Sources;

namespace S3MultipartUpload;

/// <summary>What to store, where, and how the object is to be described.</summary>
public sealed class UploadRequest : TransferRequest
{
    /// <summary>Creates a request.</summary>
    public UploadRequest()
    {
    }

    /// <summary>Creates a request to store these bytes there.</summary>
    /// <param name="target">Where, and how the object is described.</param>
    /// <param name="source">The bytes.</param>
    [SetsRequiredMembers]
    public UploadRequest(UploadTarget target, IPartSource source)
        : base(target) => Source = source;

    /// <summary>Creates a request to store these bytes as another request says.</summary>
    [SetsRequiredMembers]
    internal UploadRequest(TransferRequest request, IPartSource source)
        : base(request) => Source = source;

    /// <summary>The bytes; see <see cref="PartSource"/>.</summary>
    public required IPartSource Source { get; init; }

    /// <summary>Whether a checkpoint store is used at all: in vain where the bytes are gone once they were read.</summary>
    internal bool HasCheckpoint { get; init; } = true;

    /// <summary>Told of every change, besides <see cref="TransferRequest.Progress"/>, where many uploads have one progress.</summary>
    internal IProgress<UploadProgress>? Watcher { get; private set; }

    /// <summary>The store of checkpoints where <see cref="TransferRequest.CheckpointStore"/> is null; before that of the options.</summary>
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
