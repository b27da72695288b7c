using Microsoft.Extensions.Options;

namespace S3MultipartUpload.Fleet.Options;

/// <summary>Refuses options that contradict themselves.</summary>
internal static class FleetOptionsRules
{
    /// <exception cref="OptionsValidationException">All that is wrong, at once.</exception>
    public static void ThrowIfWrong(FleetOptions options)
    {
        (string Name, bool IsRight, string Rule)[] rules =
        [
            (nameof(options.MaxJobs), options.MaxJobs is >= 1 and <= 1_000, "1 to 1,000"),
            (nameof(options.BatchSize), options.BatchSize is >= 1 and <= 100_000, "1 to 100,000"),
            (nameof(options.FilesPerJob), options.FilesPerJob is >= 1 and <= 1_000, "1 to 1,000"),
            (nameof(options.LargeObjectSize), options.LargeObjectSize >= 1, "at least 1"),
            (nameof(options.RangeSize), options.RangeSize >= 1, "at least 1"),
            (nameof(options.MaxAttempts), options.MaxAttempts is >= 1 and <= 1_000, "1 to 1,000"),
            (
                nameof(options.RetryDelay),
                options.RetryDelay >= TimeSpan.Zero && options.RetryDelay <= TimeSpan.FromHours(1),
                "up to an hour"),
            (nameof(options.DrainTimeout), options.DrainTimeout >= TimeSpan.Zero, "not negative"),
            (nameof(options.CheckInInterval), options.CheckInInterval >= TimeSpan.FromSeconds(1), "at least a second"),
            (nameof(options.IdleTime), options.IdleTime >= TimeSpan.FromSeconds(1), "at least a second"),
            (nameof(options.PartLimits), options.PartLimits.Values.All(limit => limit >= 1), "at least 1 each"),
            (nameof(options.Roots), options.Roots.Values.All(Path.IsPathFullyQualified), "full paths"),
        ];
        string[] wrong = [.. rules.Where(rule => !rule.IsRight).Select(rule => $"{nameof(FleetOptions)}.{rule.Name} must be {rule.Rule}.")];
        if (wrong.Length > 0)
        {
            throw new OptionsValidationException(nameof(FleetOptions), typeof(FleetOptions), wrong);
        }
    }
}
