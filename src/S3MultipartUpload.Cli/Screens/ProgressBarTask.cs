using Spectre.Console;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>Moves the bar.</summary>
internal sealed class ProgressBarTask(ProgressTask task) : IProgress<UploadProgress>
{
    public void Report(UploadProgress value)
    {
        // The bar of an empty object is full when the object is stored.
        task.MaxValue = value.TotalBytes is { } total ? Math.Max(1, total) : double.MaxValue;
        task.Value = value.TotalBytes == 0 ? value.PartsStored : value.BytesTransferred;
    }
}
