using System.Net;
using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>
/// The object was not stored: the condition of the request does not hold: with <see cref="ObjectSettings.IfNoneMatch"/> there
/// is an object under the key, with <see cref="ObjectSettings.IfMatch"/> another one or none; or somebody else wrote it meanwhile.
/// The inner exception is the store's answer.
/// </summary>
public sealed class PreconditionFailedException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which condition does not hold.</param>
    /// <param name="isConflict">Whether another request for the same key ran at the same time.</param>
    /// <param name="innerException">The store's answer.</param>
    public PreconditionFailedException(string message, bool isConflict, Exception? innerException = null)
        : base(message, innerException) => IsConflict = isConflict;

    /// <summary>
    /// True for 409 ConditionalRequestConflict: another request for the same key ran at the same time, so that nothing is decided; the
    /// object may be uploaded again. False for 412 PreconditionFailed (or 404, where there is no object to match).
    /// </summary>
    public bool IsConflict { get; }

    /// <summary>Puts the store's refusal of a condition into this exception; gives any other error back as it is.</summary>
    internal static Exception Translate(Exception error, ObjectSettings target)
    {
        if (error is not AmazonS3Exception refusal || (!target.IfNoneMatch && target.IfMatch is null))
        {
            return error;
        }

        return (refusal.StatusCode, refusal.ErrorCode) switch
        {
            (HttpStatusCode.Conflict, "ConditionalRequestConflict") => new PreconditionFailedException(
                "Another request for the same key ran at the same time; upload the object again.", isConflict: true, refusal),
            (HttpStatusCode.PreconditionFailed, "PreconditionFailed") when target.IfNoneMatch => new PreconditionFailedException(
                "There is an object under the key already (IfNoneMatch).", isConflict: false, refusal),
            (HttpStatusCode.PreconditionFailed, "PreconditionFailed") or (HttpStatusCode.NotFound, "NoSuchKey")
                when target.IfMatch is not null => new PreconditionFailedException(
                $"The object under the key is not the one with the ETag {target.IfMatch} (IfMatch).", isConflict: false, refusal),
            _ => error,
        };
    }
}
