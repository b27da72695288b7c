using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.Sweeping;

/// <summary>The messages of the sweeper.</summary>
internal static partial class SweepLog
{
    [LoggerMessage(106, LogLevel.Information, "A sweep of {Bucket} has aborted {Aborted} incomplete uploads, and could not abort {Left}.")]
    public static partial void SweepEnded(ILogger logger, string bucket, int aborted, int left);

    [LoggerMessage(107, LogLevel.Error, "The incomplete uploads of {Bucket} could not be swept, or not " +
        "all of them; the next sweep tries again.")]
    public static partial void SweepFailed(ILogger logger, string bucket, Exception exception);

    [LoggerMessage(108, LogLevel.Error, "The sweeper of incomplete uploads could not begin; it tries again later.")]
    public static partial void SweepNotBegun(ILogger logger, Exception exception);
}
