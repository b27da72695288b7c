using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace S3MultipartUpload;

/// <summary>What has become of one of many uploads.</summary>
public sealed class UploadResult
{
    /// <summary>What was to be stored.</summary>
    public required UploadRequest Request { get; init; }

    /// <summary>The receipt; null where the upload failed.</summary>
    public UploadManifest? Manifest { get; init; }

    /// <summary>
    /// Why the upload failed, as <see cref="IMultipartUploader.UploadAsync"/> throws it; an <see cref="OperationCanceledException"/>
    /// where it was cancelled, with the others. Null where the object is stored.
    /// </summary>
    public Exception? Exception { get; init; }

    /// <summary>Whether the object is stored.</summary>
    [MemberNotNullWhen(true, nameof(Manifest))]
    [MemberNotNullWhen(false, nameof(Exception))]
    public bool IsStored => Exception is null && Manifest is not null;

    /// <summary>The receipt, or the failure as an exception.</summary>
    public UploadManifest ManifestOrThrow()
    {
        if (!IsStored)
        {
            ExceptionDispatchInfo.Throw(Exception);
        }

        return Manifest;
    }
}
