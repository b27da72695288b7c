using Amazon.S3;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Settlement;

/// <summary>Puts into words what failed, why, what is left, and what to do.</summary>
internal static class UploadFailure
{
    /// <summary>The first error, as the store, the source or the network gave it.</summary>
    public static Exception CauseOf(Exception error) => error switch
    {
        PartFailedException { InnerException: { } inner } => CauseOf(inner),
        UnseenObjectException { InnerException: { } inner } => CauseOf(inner),
        AmazonS3Exception { ErrorCode: "NoSuchUpload" } =>
            new UploadNotFoundException("The store does not know the multipart upload.", error),
        _ => error,
    };

    /// <summary>The failure of a request that was to store the object.</summary>
    public static MultipartUploadException Create(
        Exception error, ObjectSettings target, FailedUploadState state, UploadManifest manifest) => Create(
        state == FailedUploadState.Suspect && error is not IntegrityException
            ? DamagedObject(error)
            : PreconditionFailedException.Translate(error, target),
        state,
        manifest,
        PermissionsOf(target));

    /// <summary>What an object is that the store has completed, and that is not what was sent.</summary>
    public static IntegrityException DamagedObject(Exception? cause = null) => new(
        "The store has completed the object, but the checksum that it names is not that of the bytes which were sent. Do not use the " +
        "object under the key: upload it again, and tell the provider of the store.",
        cause);

    public static MultipartUploadException Create(Exception error, FailedUploadState state, UploadManifest manifest) =>
        Create(error, state, manifest, PermissionsOf(target: null));

    private static MultipartUploadException Create(
        Exception error, FailedUploadState state, UploadManifest manifest, string permissions)
    {
        Exception cause = CauseOf(error);
        int? partNumber = (error as PartFailedException)?.PartNumber;
        string where = partNumber is { } number ? $" at part {number:N0}" : "";
        return new MultipartUploadException(
            $"Storing '{Log.OnOneLine(manifest.Key)}' in bucket '{manifest.BucketName}' failed{where}: " +
            $"{Log.Sentence(cause.Message).TrimEnd('.')}.{StoreHint.For(cause, permissions)} {OutcomeOf(state, manifest)}",
            manifest, state, partNumber, cause);
    }

    /// <summary>The exception of an upload that was cancelled.</summary>
    public static UploadCanceledException Canceled(
        string what, SettledUpload settled, UploadManifest manifest, CancellationToken cancellationToken) => new(
        $"{what} was cancelled. {OutcomeOf(settled.State, manifest)}", manifest, settled.State,
        settled.Error is UnseenObjectException unseen ? CauseOf(unseen) : settled.Error, cancellationToken);

    /// <summary>What an upload needs, and what the settings of this one need besides.</summary>
    /// <remarks>Source: Amazon S3 User Guide, "Required permissions for Amazon S3 API operations".</remarks>
    private static string PermissionsOf(ObjectSettings? target)
    {
        string?[] permissions =
        [
            "s3:PutObject",
            target?.Tags.Count > 0 ? "s3:PutObjectTagging" : null,
            target?.CannedAcl is null ? null : "s3:PutObjectAcl",
            target?.ObjectLockMode is null ? null : "s3:PutObjectRetention",
            target?.ObjectLockLegalHold is null ? null : "s3:PutObjectLegalHold",
            "s3:AbortMultipartUpload",
        ];
        return $"{string.Join(", ", permissions.OfType<string>())} and s3:ListMultipartUploadParts " +
            "(and kms:GenerateDataKey and kms:Decrypt where KMS encrypts)";
    }

    private static string OutcomeOf(FailedUploadState state, UploadManifest manifest) => state switch
    {
        FailedUploadState.Aborted => "The multipart upload was aborted; nothing of it stays stored.",
        FailedUploadState.Kept => "The multipart upload stays open, with the parts stored so far: continue by its checkpoint or session.",
        FailedUploadState.AbortFailed => $"The multipart upload {Log.OnOneLine(manifest.UploadId ?? "")} could not be aborted: its parts " +
            "stay stored, and are paid for, until AbortMultipartUpload or a lifecycle rule removes them.",
        FailedUploadState.Unknown => "Whether the store has completed the object is not known: look at it before you try again." +
            (manifest.UploadId is { } id ? $" If it is not there, parts of the multipart upload {Log.OnOneLine(id)} may be stored." : ""),
        FailedUploadState.Suspect => "The object under the key is not what was sent: do not use it, and upload it again.",
        FailedUploadState.Completed => "The object is stored: an earlier run, or another process, has completed this upload.",
        _ => "Nothing of it is stored under this key.",
    };
}
