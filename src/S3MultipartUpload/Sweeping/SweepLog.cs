using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Sweeping;

/// <summary>The messages of the sweeper.</summary>
internal static partial class SweepLog
{
    [LoggerMessage(106, LogLevel.Information, "A sweep of {Bucket} has aborted {Aborted} incomplete uploads, and could not abort {Left}.")]
    public static partial void SweepEnded(ILogger logger, string bucket, int aborted, int left);

    [LoggerMessage(107, LogLevel.Error, "The incomplete uploads of {Bucket} could not be swept, or not " +
        "all of them; the next sweep tries again: {Reason}", EventName = "SweepFailed")]
    private static partial void SweepFailedCore(ILogger logger, string bucket, string reason);

    public static void SweepFailed(ILogger logger, string bucket, Exception exception)
    {
        SweepFailedCore(logger, bucket, Log.Shorten(exception.Message));
        Log.AttemptStack(logger, "a sweep", exception);
    }

    [LoggerMessage(108, LogLevel.Error, "The sweeper of incomplete uploads could not begin; it tries again later: {Reason}",
        EventName = "SweepNotBegun")]
    private static partial void SweepNotBegunCore(ILogger logger, string reason);

    public static void SweepNotBegun(ILogger logger, Exception exception)
    {
        SweepNotBegunCore(logger, Log.Shorten(exception.Message));
        Log.AttemptStack(logger, "a sweep", exception);
    }
}
