
namespace S3MultipartUpload.Cli.Screens;

/// <summary>Progress as lines: one for every 5%, and one every ten seconds where that takes longer or the length is unknown.</summary>
internal sealed class ProgressLines(Action<string> write, TimeProvider time) : IProgress<UploadProgress>
{
    private const int Step = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly long _start = time.GetTimestamp();
    private long _lastLine = time.GetTimestamp();
    private long? _firstBytes;
    private int _nextPercent = Step;

    public void Report(UploadProgress value)
    {
        // What a resumed upload had stored before tells nothing of the rate.
        _firstBytes ??= value.BytesStored;
        int? percent = value.Fraction is { } fraction ? (int)(fraction * 100) : null;
        if (percent >= _nextPercent || time.GetElapsedTime(_lastLine) >= Interval)
        {
            _lastLine = time.GetTimestamp();
            _nextPercent = Math.Max(_nextPercent, ((percent ?? 0) / Step * Step) + Step);
            write(Line(value, percent, time.GetElapsedTime(_start).TotalSeconds));
        }
    }

    private string Line(UploadProgress value, int? percent, double seconds)
    {
        double rate = seconds > 0 ? (value.BytesTransferred - (_firstBytes ?? 0)) / seconds : 0;
        string line = value.TotalBytes is { } total
            ? $"{percent}% of {Amount.Bytes(total)}, {Amount.Bytes(rate)}/s"
            : $"{Amount.Bytes(value.BytesTransferred)}, {Amount.Bytes(rate)}/s";
        return value.TotalBytes > value.BytesTransferred && rate > 0
            ? $"{line}, {Amount.Seconds(TimeSpan.FromSeconds((value.TotalBytes.Value - value.BytesTransferred) / rate))} left"
            : line;
    }
}
