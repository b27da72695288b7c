using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.Diagnostics;

/// <summary>
/// Every message about uploads. Each is one line, whatever the store or the network says. A key is told only where
/// <see cref="S3MultipartUploadOptions.LogKeys"/> allows it, in the scope: it may be private.
/// </summary>
internal static partial class Log
{
    private const int LongestReason = 300;

    private static readonly char[] LineBreaks = ['\r', '\n', '\u2028', '\u2029'];

    /// <summary>An attempt that failed and is made again; see <see cref="AttemptStack"/> for the exception.</summary>
    public static readonly EventId AttemptFailed = new(3, nameof(AttemptFailed));

    [LoggerMessage(1, LogLevel.Debug, "Storing {Length} bytes in parts of {PartSize} bytes.")]
    public static partial void Started(ILogger logger, long? length, long partSize);

    [LoggerMessage(2, LogLevel.Information, "Stored {Bytes} bytes in {Parts} parts, {PartsResumed} of them by an earlier run, with " +
        "{Retries} retries within {Duration}: {BytesPerSecond} bytes per second.")]
    public static partial void Completed(
        ILogger logger, long bytes, int parts, int partsResumed, int retries, TimeSpan duration, long bytesPerSecond);

    [LoggerMessage(19, LogLevel.Information, "Part {PartNumber} is on its way for {Elapsed}, where others took {Median}: it is sent once " +
        "more beside that.")]
    public static partial void SlowPart(ILogger logger, int partNumber, TimeSpan elapsed, TimeSpan median);

    [LoggerMessage(16, LogLevel.Debug, "What an attempt of {Operation} failed with.")]
    public static partial void AttemptStack(ILogger logger, string operation, Exception exception);

    [LoggerMessage(15, LogLevel.Information, "The upload was cancelled ({State}).")]
    public static partial void Canceled(ILogger logger, Enum state);

    [LoggerMessage(5, LogLevel.Warning, "The upload failed ({State}): {Reason}.")]
    public static partial void Failed(ILogger logger, string reason, Enum state);

    [LoggerMessage(17, LogLevel.Debug, "What the upload failed with.")]
    public static partial void FailedStack(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "{Operation} failed, which was to confirm what the store had said; its word is taken: {Reason}",
        EventName = "ConfirmationFailed")]
    private static partial void ConfirmationFailedCore(ILogger logger, string operation, string reason);

    public static void ConfirmationFailed(ILogger logger, string operation, Exception exception)
    {
        ConfirmationFailedCore(logger, operation, Shorten(exception.Message));
        AttemptStack(logger, operation, exception);
    }

    [LoggerMessage(9, LogLevel.Warning, "The part source or the checkpoint could not be disposed.")]
    public static partial void DisposeFailed(ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "The multipart upload {UploadId} could not be aborted; its parts stay stored until it is: {Reason}",
        EventName = "AbortFailed")]
    private static partial void AbortFailedCore(ILogger logger, string uploadId, string reason);

    public static void AbortFailed(ILogger logger, string uploadId, Exception exception)
    {
        AbortFailedCore(logger, Shorten(uploadId), Shorten(exception.Message));
        AttemptStack(logger, "AbortMultipartUpload", exception);
    }

    [LoggerMessage(6, LogLevel.Warning, "A progress report of the application threw.")]
    public static partial void ProgressFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "Whether the object is stored could not be found out. Its multipart upload: {UploadId}. {Reason}",
        EventName = "OutcomeUnknown")]
    private static partial void OutcomeUnknownCore(ILogger logger, string uploadId, string reason);

    public static void OutcomeUnknown(ILogger logger, string? uploadId, Exception exception)
    {
        OutcomeUnknownCore(logger, Shorten(uploadId ?? "none"), Shorten(exception.Message));
        AttemptStack(logger, "HeadObject", exception);
    }

    [LoggerMessage(10, LogLevel.Warning, "The checkpoint {Location} could not be written or removed.")]
    public static partial void CheckpointFailed(ILogger logger, string location, Exception exception);

    [LoggerMessage(11, LogLevel.Information, "Resuming the multipart upload {UploadId}.")]
    public static partial void Resuming(ILogger logger, string uploadId);

    [LoggerMessage(18, LogLevel.Warning, "The upload that is resumed goes on with {Differences}.")]
    public static partial void GoesOnWith(ILogger logger, string differences);

    [LoggerMessage(12, LogLevel.Warning, "The multipart upload {UploadId} is given up; the object is uploaded from its first byte.")]
    public static partial void Restarting(ILogger logger, string uploadId);

    [LoggerMessage(13, LogLevel.Warning, "The store has other parts of the multipart upload {UploadId} than it confirmed: {PartNumbers}.")]
    public static partial void PartsDiffer(ILogger logger, string uploadId, string partNumbers);

    [LoggerMessage(14, LogLevel.Warning, "The client of S3 is not set up for uploads, as AmazonS3Config.ForUploads() does it: {Costs}.")]
    public static partial void ClientNotForUploads(ILogger logger, string costs);

    /// <summary>A key, or what else comes from outside, in a message of one line.</summary>
    public static string OnOneLine(string text) => string.Concat(text.Select(character => BreaksLine(character) ? '?' : character));

    /// <summary>The same of a text that may be long: what is beyond so many characters is cut off.</summary>
    public static string OnOneLine(string text, int longest) =>
        OnOneLine(text.Length <= longest ? text : $"{text[..longest]}…");

    /// <summary>What a store, a network or a stream has said, on one line, and cut: it says as much as it likes.</summary>
    public static string Shorten(string text) => Sentence(text, LongestReason);

    /// <summary>A message of several lines, as one.</summary>
    public static string Sentence(string text, int longest = int.MaxValue) => OnOneLine(
        string.Join(' ', text.Split(LineBreaks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), longest);

    private static bool BreaksLine(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}
