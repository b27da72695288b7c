using System.Globalization;

namespace S3MultipartUpload.Configuration;

/// <summary>The options that a text can set, by the names that configuration has for them.</summary>
internal static class Settings
{
    /// <summary>Sets an option; a <see cref="FormatException"/> says what the text is not.</summary>
    public static readonly IReadOnlyDictionary<string, Action<S3MultipartUploadOptions, string>> ByName =
        new Dictionary<string, Action<S3MultipartUploadOptions, string>>(StringComparer.OrdinalIgnoreCase)
        {
            ["AbortTimeout"] = (options, text) => options.AbortTimeout = Time(text),
            ["Bandwidth:MaxBytesPerSecond"] = (options, text) => options.Bandwidth.MaxBytesPerSecond = ByteCount.Parse(text),
            ["CheckpointDirectory"] = (options, text) => options.CheckpointStore = new FileCheckpointStore(text),
            ["ChecksumAlgorithm"] = (options, text) => options.ChecksumAlgorithm = Checksum(text),
            ["Concurrency"] = (options, text) => options.Concurrency = Concurrency(text),
            ["DrainTimeout"] = (options, text) => options.DrainTimeout = Time(text),
            ["LogKeys"] = (options, text) => options.LogKeys = Flag(text),
            ["MaxBufferedBytes"] = (options, text) => options.MaxBufferedBytes = ByteCount.Parse(text),
            ["MaxConcurrentRequests"] = (options, text) => options.MaxConcurrentRequests = Number(text),
            ["MaxPartSize"] = (options, text) => options.MaxPartSize = ByteCount.Parse(text),
            ["MaxRetries"] = (options, text) => options.MaxRetries = Number(text),
            ["MaxRetryDelay"] = (options, text) => options.MaxRetryDelay = Time(text),
            ["PartSize"] = (options, text) => options.PartSizer = PartSizer.Adaptive(ByteCount.Parse(text)),
            ["ProcessingTimeout"] = (options, text) => options.ProcessingTimeout = Time(text),
            ["Profile"] = (options, text) => options.Profile = Profile(text),
            ["ResponseTimeout"] = (options, text) => options.ResponseTimeout = Time(text),
            ["RetryDelay"] = (options, text) => options.RetryDelay = Time(text),
            ["SinglePutThreshold"] = (options, text) => options.SinglePutThreshold = ByteCount.Parse(text),
            ["SlowPartFactor"] = (options, text) => options.SlowPartFactor = Factor(text),
            ["StallTimeout"] = (options, text) => options.StallTimeout = Time(text),
            ["UnsignedPayloadOverHttp"] = (options, text) => options.UnsignedPayloadOverHttp = Flag(text),
        };

    /// <summary>The options that are code, and what sets them.</summary>
    public static readonly IReadOnlyDictionary<string, string> OfCode = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["CheckpointStore"] = "'CheckpointDirectory' sets one of files, and UseCheckpointStore<T>() any other",
        ["ConfigurePipeline"] = "ConfigurePipeline(…) sets it in code",
        ["PartSizer"] = "'PartSize' sets the preferred size, and UsePartSizer<T>() any other part sizer",
    };

    private static bool Flag(string text) =>
        bool.TryParse(text, out bool flag) ? flag : throw new FormatException("neither true nor false");

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException("no whole number");

    private static double Factor(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor)
            ? factor
            : throw new FormatException("no number such as 3 or 2.5");

    private static UploadConcurrency Concurrency(string text) =>
        string.Equals(text, "Adaptive", StringComparison.OrdinalIgnoreCase) ? UploadConcurrency.Adaptive()
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int parts) && parts > 0 ? UploadConcurrency.Fixed(parts)
        : throw new FormatException("neither 'Adaptive' nor a whole number above 0");

    /// <summary>A number alone would be so many days.</summary>
    private static TimeSpan Time(string text) =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time)
            ? time
            : throw new FormatException("no time such as 00:00:30 (hours, minutes, seconds)");

    private static ProviderProfile Profile(string text) => ProviderProfile.Find(text)
        ?? throw Unknown("profile", text, ProviderProfile.All.Select(profile => profile.Name));

    private static PartChecksumAlgorithm Checksum(string text)
    {
        string[] names = Enum.GetNames<PartChecksumAlgorithm>();
        return names.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<PartChecksumAlgorithm>(text, ignoreCase: true)
            : throw Unknown("checksum", text, names);
    }

    private static FormatException Unknown(string kind, string text, IEnumerable<string> names) =>
        new($"no {kind} that is known; the nearest is '{NearestName.Of(text, names)}', and all are {string.Join(", ", names)}");
}
