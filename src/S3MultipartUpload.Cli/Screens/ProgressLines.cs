
namespace S3MultipartUpload.Cli.Screens;

/// <summary>Progress as lines: one for every 5%, and one every ten seconds where that takes longer or the length is unknown.</summary>
internal sealed class ProgressLines(Action<string> write, TimeProvider time) : IProgress<UploadProgress>
{
    private const int Step = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _lastLine = time.GetTimestamp();
    private int _nextPercent = Step;

    public void Report(UploadProgress value)
    {
        int? percent = value.Fraction is { } fraction ? (int)(fraction * 100) : null;
        if (percent >= _nextPercent || time.GetElapsedTime(_lastLine) >= Interval)
        {
            _lastLine = time.GetTimestamp();
            _nextPercent = Math.Max(_nextPercent, ((percent ?? 0) / Step * Step) + Step);
            write(Line(value, percent));
        }
    }

    private static string Line(UploadProgress value, int? percent)
    {
        string line = value.TotalBytes is { } total
            ? $"{percent}% of {Amount.Bytes(total)}" : Amount.Bytes(value.BytesTransferred);
        string rate = value.BytesPerSecond is { } bytes ? $", {Amount.Bytes(bytes)}/s" : "";
        return value is { IsCompleted: false, TimeLeft: { } left } ? $"{line}{rate}, {Amount.Seconds(left)} left" : line + rate;
    }
}
