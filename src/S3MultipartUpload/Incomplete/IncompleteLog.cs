using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Incomplete;

/// <summary>The messages of the clean-up; the rules of <see cref="Log"/> hold.</summary>
internal static partial class IncompleteLog
{
    [LoggerMessage(101, LogLevel.Debug, "The incomplete upload {UploadId} of {Key} in bucket {BucketName}: {Outcome}.",
        EventName = "Ended")]
    private static partial void EndedCore(ILogger logger, string uploadId, string key, string bucketName, AbortOutcome outcome);

    public static void Ended(ILogger logger, IncompleteUpload upload, bool logsKey, AbortOutcome outcome)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string key = logsKey ? Log.OnOneLine(upload.Key) : "a key";
            EndedCore(logger, Log.OnOneLine(upload.UploadId), key, Log.OnOneLine(upload.BucketName), outcome);
        }
    }

    [LoggerMessage(102, LogLevel.Warning, "The incomplete upload {UploadId} could not be aborted; its parts may stay stored: {Reason}",
        EventName = "AbortFailed")]
    private static partial void AbortFailedCore(ILogger logger, string uploadId, string reason);

    public static void AbortFailed(ILogger logger, string uploadId, Exception exception)
    {
        AbortFailedCore(logger, Log.Shorten(uploadId), Log.Shorten(exception.Message));
        Log.AttemptStack(logger, "AbortMultipartUpload", exception);
    }

    [LoggerMessage(103, LogLevel.Warning, "The parts of the incomplete upload {UploadId} could not be listed; its size is not known: " +
        "{Reason}", EventName = "SizeUnknown")]
    private static partial void SizeUnknownCore(ILogger logger, string uploadId, string reason);

    public static void SizeUnknown(ILogger logger, string uploadId, Exception exception)
    {
        SizeUnknownCore(logger, Log.Shorten(uploadId), Log.Shorten(exception.Message));
        Log.AttemptStack(logger, "ListParts", exception);
    }

    [LoggerMessage(104, LogLevel.Information, "The lifecycle rule {RuleId} of {Bucket} now aborts incomplete uploads after {Days} days.")]
    public static partial void RuleWritten(ILogger logger, string bucket, string? ruleId, int days);

    [LoggerMessage(105, LogLevel.Warning, "The lifecycle rule {RuleId} of {Bucket} was written with the others, and is gone: somebody " +
        "has deleted it just now, or the store has not kept it.", EventName = "RuleGone")]
    private static partial void RuleGoneCore(ILogger logger, string ruleId, string bucket);

    public static void RuleGone(ILogger logger, string ruleId, string bucket) => RuleGoneCore(logger, Log.OnOneLine(ruleId), bucket);
}
