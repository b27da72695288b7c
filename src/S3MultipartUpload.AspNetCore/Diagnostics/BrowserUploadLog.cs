using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.AspNetCore.Diagnostics;

/// <summary>The lines of the log. None has a ticket or a signed URL; the key of an object stands in the lines of the uploader.</summary>
internal static partial class BrowserUploadLog
{
    public const string Category = "S3MultipartUpload.AspNetCore";

    [LoggerMessage(300, LogLevel.Information, "Browser upload {UploadId} begun: {Size} bytes in {Parts} parts")]
    public static partial void Created(ILogger logger, string uploadId, long size, int parts);

    [LoggerMessage(301, LogLevel.Information, "Browser upload {UploadId} completed: {Size} bytes")]
    public static partial void Completed(ILogger logger, string uploadId, long size);

    [LoggerMessage(302, LogLevel.Information, "Browser upload {UploadId} given up")]
    public static partial void Aborted(ILogger logger, string uploadId);

    [LoggerMessage(303, LogLevel.Information, "A browser's request was refused with {Status}: {Title}")]
    public static partial void Refused(ILogger logger, int status, string title);

    [LoggerMessage(304, LogLevel.Error, "A browser's upload failed")]
    public static partial void Failed(ILogger logger, Exception error);

    [LoggerMessage(306, LogLevel.Error, "What the policy, or the settings, chose for a browser's upload cannot be stored so")]
    public static partial void Unusable(ILogger logger, Exception error);

    [LoggerMessage(308, LogLevel.Error, "The store refuses what a browser's upload needs, and trying again does not help: {Status} {Code}")]
    public static partial void StoreRefused(ILogger logger, Exception error, int status, string code);

    [LoggerMessage(
        307,
        LogLevel.Information,
        "The server listens on every address ({Addresses}), so nobody knows from where its pages come, and the CORS rules of the bucket " +
        "{BucketName} were not looked at. Name the origins in AllowedOrigins; the bucket needs a rule such as {Rule}")]
    public static partial void UnknownOrigin(ILogger logger, string bucketName, string addresses, string rule);

    [LoggerMessage(305, LogLevel.Warning, "Browsers cannot upload to the bucket {BucketName} yet: {Problem}")]
    public static partial void Unreachable(ILogger logger, string bucketName, string problem);
}
