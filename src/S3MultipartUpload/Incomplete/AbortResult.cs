namespace S3MultipartUpload;

/// <summary>What has become of one incomplete upload that was to be aborted.</summary>
public sealed record AbortResult
{
    /// <summary>The upload.</summary>
    public required IncompleteUpload Upload { get; init; }

    /// <summary>What has become of it.</summary>
    public required AbortOutcome Outcome { get; init; }

    /// <summary>Why it could not be aborted; null unless the outcome is <see cref="AbortOutcome.Failed"/>.</summary>
    public Exception? Exception { get; init; }
}
