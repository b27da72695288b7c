using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>What a node says. Event ids are stable: see docs/fleet.md.</summary>
internal static partial class FleetLog
{
    [LoggerMessage(EventId = 200, Level = LogLevel.Warning, EventName = "WorkFailed",
        Message = "{Upload}: {Work} has failed for the {Count}. time, and is tried again in {Delay} ({ErrorType}).")]
    public static partial void FailedForNow(
        ILogger logger, string upload, string work, int count, TimeSpan delay, string errorType, Exception? error);

    [LoggerMessage(EventId = 201, Level = LogLevel.Error, EventName = "WorkGivenUp",
        Message = "{Upload}: {Work} was given up after {Count} attempts ({ErrorType}).")]
    public static partial void GivenUp(ILogger logger, string upload, string work, int count, string errorType, Exception? error);

    [LoggerMessage(EventId = 202, Level = LogLevel.Information, EventName = "WorkHandedOn",
        Message = "{Upload}: {Work} is handed to another node, for this one stops.")]
    public static partial void HandedOn(ILogger logger, string upload, string work);

    [LoggerMessage(EventId = 203, Level = LogLevel.Information, EventName = "WorkCalledBack",
        Message = "{Upload}: {Work} was called back, for the upload has ended.")]
    public static partial void CalledBack(ILogger logger, string upload, string work);

    [LoggerMessage(EventId = 204, Level = LogLevel.Warning, EventName = "WorkFound",
        Message = "{Upload} had no work though there is some left to do; it was scheduled again.")]
    public static partial void Found(ILogger logger, string upload);

    [LoggerMessage(EventId = 205, Level = LogLevel.Warning, EventName = "DatabaseAway",
        Message = "The database of the fleet could not be asked; the node goes on with what it has in hand.")]
    public static partial void DatabaseAway(ILogger logger, Exception error);

    [LoggerMessage(EventId = 206, Level = LogLevel.Warning, EventName = "WorkLeftToOthers",
        Message = "{Upload}: {Work} is left to other nodes, for this one has not the source: {Reason}")]
    public static partial void LeftToOthers(ILogger logger, string upload, string work, string reason);

    [LoggerMessage(EventId = 207, Level = LogLevel.Warning, EventName = "WorkUnknown",
        Message = "{Upload}: '{Work}' was written by a newer version, and is left to nodes that know it: update this one.")]
    public static partial void Unknown(ILogger logger, string upload, string work);

    [LoggerMessage(EventId = 208, Level = LogLevel.Warning, EventName = "ObjectFailed",
        Message = "{Upload}: object {Number} of {Work} has failed for the {Count}. time, and is tried again ({ErrorType}).")]
    public static partial void ObjectFailed(
        ILogger logger, string upload, long number, string work, int count, string errorType, Exception? error);

    [LoggerMessage(EventId = 209, Level = LogLevel.Error, EventName = "ObjectGivenUp",
        Message = "{Upload}: object {Number} of {Work} was given up after {Count} attempts ({ErrorType}).")]
    public static partial void ObjectGivenUp(
        ILogger logger, string upload, long number, string work, int count, string errorType, Exception? error);
}
