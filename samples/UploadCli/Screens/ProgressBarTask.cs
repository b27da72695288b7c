using S3MultipartUpload;
using Spectre.Console;

namespace UploadCli.Screens;

/// <summary>Moves the bar.</summary>
internal sealed class ProgressBarTask(ProgressTask task) : IProgress<UploadProgress>
{
    public void Report(UploadProgress value)
    {
        // An empty bar is never full, and of an unknown length only what has passed is known.
        task.IsIndeterminate = value.TotalBytes is null;
        task.MaxValue = Math.Max(1, value.TotalBytes ?? value.BytesTransferred);
        task.Value = value.TotalBytes == 0 ? value.PartsStored : value.BytesTransferred;
    }
}
