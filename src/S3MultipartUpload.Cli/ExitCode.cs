namespace S3MultipartUpload.Cli;

/// <summary>How the process ends; a signal ends it with 128 and the number of the signal.</summary>
internal static class ExitCode
{
    /// <summary>The object is stored.</summary>
    public const int Stored = 0;

    /// <summary>What was asked for is done.</summary>
    public const int Done = Stored;

    /// <summary>The upload failed, or whatever else was asked for.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or the input were refused; no request was made.</summary>
    public const int Refused = 2;
}
