namespace S3MultipartUpload.Request;

/// <summary>What bytes say of the share that is done and of the time that is left, whether of one upload or of many.</summary>
internal static class ProgressShare
{
    /// <summary>The most before all is stored.</summary>
    private const double Almost = 0.99;

    public static double? Of(bool isCompleted, long done, long? total) => (isCompleted, total) switch
    {
        (true, _) => 1,
        (_, null) => null,
        (_, 0) => 0,
        (_, { } all) => Math.Min(Almost, (double)done / all),
    };

    public static TimeSpan? TimeLeft(long done, long? total, double? bytesPerSecond)
    {
        double? seconds = (total - done) / bytesPerSecond;
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(Math.Max(0, seconds.Value)) : null;
    }
}
