using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.Diagnostics;

/// <summary>
/// Every message about uploads. Object keys appear at Debug only and as one line: they may be private, and they may hold line breaks
/// that would forge an entry.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Storing {Key} in bucket {Bucket}: {Length} bytes in parts of {PartSize} bytes.")]
    private static partial void StartedCore(ILogger logger, string key, string bucket, long? length, long partSize);

    public static void Started(ILogger logger, string key, string bucket, long? length, long partSize)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            StartedCore(logger, OnOneLine(key), OnOneLine(bucket), length, partSize);
        }
    }

    [LoggerMessage(2, LogLevel.Information, "Stored {Bytes} bytes in {Parts} parts within {Duration}, with {Retries} retries.")]
    public static partial void Completed(ILogger logger, long bytes, int parts, TimeSpan duration, int retries);

    [LoggerMessage(3, LogLevel.Warning, "Attempt {Attempt} to send part {PartNumber} failed.")]
    public static partial void AttemptFailed(ILogger logger, int partNumber, int attempt, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "The part source or the checkpoint could not be disposed.")]
    public static partial void DisposeFailed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "Attempt {Attempt} of {Operation} failed.")]
    public static partial void CallFailed(ILogger logger, string operation, int attempt, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "The multipart upload {UploadId} could not be aborted; its parts stay stored until it is.")]
    public static partial void AbortFailed(ILogger logger, string uploadId, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The upload failed; its multipart upload {UploadId} is now {State}.")]
    public static partial void Failed(ILogger logger, string uploadId, Enum state);

    [LoggerMessage(6, LogLevel.Warning, "A progress report of the application threw.")]
    public static partial void ProgressFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "Whether the object is stored could not be found out. Its multipart upload: {UploadId}.")]
    public static partial void OutcomeUnknown(ILogger logger, string uploadId, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "The checkpoint {Location} could not be written or removed.")]
    public static partial void CheckpointFailed(ILogger logger, string location, Exception exception);

    [LoggerMessage(11, LogLevel.Information, "Resuming the multipart upload {UploadId}.")]
    public static partial void Resuming(ILogger logger, string uploadId);

    [LoggerMessage(15, LogLevel.Warning, "The upload that is resumed goes on with {Differences}.")]
    public static partial void GoesOnWith(ILogger logger, string differences);

    [LoggerMessage(12, LogLevel.Warning, "The multipart upload {UploadId} is given up; the object is uploaded from its first byte.")]
    public static partial void Restarting(ILogger logger, string uploadId);

    [LoggerMessage(13, LogLevel.Warning, "The store has other parts of the multipart upload {UploadId} than it confirmed: {PartNumbers}.")]
    public static partial void PartsDiffer(ILogger logger, string uploadId, string partNumbers);

    [LoggerMessage(14, LogLevel.Warning, "The client of S3 repeats requests by itself ({Retries} times), and the uploader repeats them " +
        "as well: set AmazonS3Config.MaxErrorRetry to 0.")]
    public static partial void ClientRepeats(ILogger logger, int retries);

    /// <summary>A key in a message of one line.</summary>
    public static string OnOneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
}
