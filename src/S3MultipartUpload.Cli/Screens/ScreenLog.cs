using Microsoft.Extensions.Logging;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>Shows the library's log, as far as the screen wants it: warnings, such as each attempt that failed and is made again.</summary>
/// <typeparam name="T">Whose log.</typeparam>
internal sealed class ScreenLog<T>(IScreen screen) : ILogger<T>
{
    /// <summary>The event of an upload that has failed, which the library throws as well.</summary>
    private const string UploadFailed = "Failed";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= (screen.IsVerbose ? LogLevel.Debug : LogLevel.Warning);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // What the upload ends with is told then.
        bool isEnd = exception is StoreUnavailableException || (eventId.Name == UploadFailed && !screen.IsVerbose);
        if (!IsEnabled(logLevel) || isEnd)
        {
            return;
        }

        string message = formatter(state, exception);
        string line = exception is null ? message : $"{message.TrimEnd('.')}: {exception.Message}";
        if (logLevel >= LogLevel.Error)
        {
            screen.Complain(line);
        }
        else
        {
            screen.Say(line);
        }
    }
}
