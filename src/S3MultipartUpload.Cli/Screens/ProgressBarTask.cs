using Spectre.Console;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>Moves the bar.</summary>
internal sealed class ProgressBarTask(ProgressTask task) : IProgress<UploadProgress>
{
    private const string State = "upload";

    /// <summary>What was reported last.</summary>
    public static UploadProgress Of(ProgressTask task) => task.State.Get<UploadProgress>(State);

    public void Report(UploadProgress value)
    {
        task.State.Update<UploadProgress>(State, _ => value);
        task.MaxValue = 1;
        task.Value = value.Fraction ?? 0;
    }
}
