using System.Data.Common;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>
/// What a node says of its work: which job, and which object, by its number. Its key only where
/// <see cref="S3MultipartUploadOptions.LogKeys"/> allows it, in the scope, as the uploader tells it: it may be private.
/// </summary>
internal sealed class WorkLog(ILogger logger, bool logsKeys)
{
    private static readonly Func<ILogger, string, IDisposable?> KeyScope = LoggerMessage.DefineScope<string>("{Key}");

    public ILogger Logger => logger;

    public void CalledBack(WorkAttempt attempt)
    {
        using IDisposable? about = About(attempt.Key);
        FleetLog.CalledBack(logger, attempt.Item.Upload, attempt.Item.Name);
    }

    public void HandedOn(WorkAttempt attempt)
    {
        using IDisposable? about = About(attempt.Key);
        FleetLog.HandedOn(logger, attempt.Item.Upload, attempt.Item.Name);
    }

    public void FailedForNow(WorkAttempt attempt, int count, TimeSpan delay, Exception error)
    {
        using IDisposable? about = About(attempt.Key);
        FleetLog.FailedForNow(logger, attempt.Item.Upload, attempt.Item.Name, count, delay, TypeOf(error), Told(error));
    }

    public void GivenUp(WorkAttempt attempt, int count, Exception error)
    {
        using IDisposable? about = About(attempt.Key);
        FleetLog.GivenUp(logger, attempt.Item.Upload, attempt.Item.Name, count, TypeOf(error), Told(error));
    }

    public void LeftToOthers(WorkItem item, Exception error) =>
        FleetLog.LeftToOthers(logger, item.Upload, item.Name, logsKeys ? error.Message : TypeOf(error));

    /// <summary>One object of a batch was not stored.</summary>
    public void ObjectFailed(WorkItem batch, WaitingObject failed, bool isLast, Exception error)
    {
        using IDisposable? about = About(failed.Key);
        int count = failed.Attempts + 1;
        if (isLast)
        {
            FleetLog.ObjectGivenUp(logger, batch.Upload, failed.Number, batch.Name, count, TypeOf(error), Told(error));
        }
        else
        {
            FleetLog.ObjectFailed(logger, batch.Upload, failed.Number, batch.Name, count, TypeOf(error), Told(error));
        }
    }

    private static Exception CauseOf(Exception error) => error is MultipartUploadException ? error.InnerException ?? error : error;

    private static string TypeOf(Exception error) => $"{CauseOf(error).GetType()}";

    private static bool BreaksLine(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';

    /// <summary>What the store, the network or the database says has no key; messages about a source have its path or key.</summary>
    private Exception? Told(Exception error) => logsKeys ? error : CauseOf(error) switch
    {
        AmazonServiceException or HttpRequestException or TimeoutException or DbException => CauseOf(error),
        _ => null,
    };

    private IDisposable? About(string? key) => logsKeys && key is not null
        ? KeyScope(logger, string.Concat(key.Select(character => BreaksLine(character) ? '?' : character)))
        : null;
}
