using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.Diagnostics;

/// <summary>Disposes what belongs to the application: the source of an upload, or its checkpoint.</summary>
internal static class Disposal
{
    /// <summary>What goes wrong here changes nothing of what is stored, and must not hide what the upload had to say.</summary>
    public static async ValueTask DisposeAsync(object? owned, ILogger logger)
    {
        try
        {
            if (owned is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever the application's code throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.DisposeFailed(logger, exception);
        }
    }
}
